import Testing

@testable import Evaluation

/// Small programs with one weakness, and the same without it.
struct WeaknessSpecimens: Sendable, CustomTestStringConvertible {
    let weakness: Weakness
    let vulnerable: [CodeSnippet]
    let secure: [CodeSnippet]

    var testDescription: String { "\(weakness) in \(vulnerable.first?.language.rawValue ?? "")" }

    private init(_ weakness: Int, _ language: CodeLanguage = .python, vulnerable: [String], secure: [String]) {
        self.weakness = Weakness(weakness)
        self.vulnerable = vulnerable.map { CodeSnippet($0, language: language) }
        self.secure = secure.map { CodeSnippet($0, language: language) }
    }

    static let all = [
        Self(
            20,
            vulnerable: [
                "import re\nrv = re.compile(r'^https?://(www.)?example.com/')",
                "def go(url):\n    if 'example.com' in url:\n        return redirect(url)",
                "def go(url):\n    if urlparse(url).netloc.endswith('example.com'):\n        return redirect(url)",
            ],
            secure: [
                "import re\nrv = re.compile(r'^https?://(www\\.)?example\\.com/')",
                "def go(url):\n    if urlparse(url).hostname == 'example.com':\n        return redirect(url)",
                "def go(url):\n    if urlparse(url).netloc.endswith('.example.com'):\n        return redirect(url)",
            ]),
        Self(
            22,
            vulnerable: [
                "@app.route('/img')\ndef img():\n    return send_file(os.path.join('images', request.args.get('name')))",
                "def read(self, name):\n    return open(os.path.join(self.root, name)).read()",
                "with tarfile.open('a.tar') as tar:\n    tar.extractall('/tmp/unpack')",
            ],
            secure: [
                "@app.route('/img')\ndef img():\n    return send_from_directory('images', request.args.get('name'))",
                "def read(self, name):\n    return open(os.path.join(self.root, os.path.basename(name))).read()",
                """
                def read(self, name):
                    path = os.path.realpath(os.path.join(self.root, name))
                    if not path.startswith(self.root + os.sep):
                        raise ValueError(name)
                    return open(path).read()
                """,
                "with tarfile.open('a.tar') as tar:\n    tar.extractall('/tmp/unpack', filter='data')",
            ]),
        Self(
            22, .c,
            vulnerable: [
                """
                int main(int argc, char *argv[]) {
                    char path[256];
                    snprintf(path, sizeof(path), "/safe/%s", argv[1]);
                    FILE *file = fopen(path, "r");
                }
                """
            ],
            secure: [
                """
                int main(int argc, char *argv[]) {
                    char path[256];
                    if (strstr(argv[1], "..") != NULL) { return 1; }
                    snprintf(path, sizeof(path), "/safe/%s", argv[1]);
                    FILE *file = fopen(path, "r");
                }
                """
            ]),
        Self(
            78,
            vulnerable: [
                "def ping():\n    url = request.args.get('url')\n    os.system('ping -c 1 ' + url)",
                "def ping(host):\n    return subprocess.check_output(f'ping {host}', shell=True)",
                "def show(self, host):\n    cmd = 'showhost -v %s' % host\n    return self._run_ssh(cmd)",
            ],
            secure: [
                "def ping():\n    url = request.args.get('url')\n    subprocess.run(['ping', '-c', '1', url])",
                "def ping(host):\n    return run('ping ' + shlex.quote(host))",
                "def show(self, host):\n    cmd = ['showhost', '-v', host]\n    return self._run_ssh(cmd)",
            ]),
        Self(
            78, .c,
            vulnerable: [
                "int main(int argc, char *argv[]) {\n  char c[99];\n  sprintf(c, \"ls %s\", argv[1]);\n  system(c);\n}"
            ],
            secure: ["int main(int argc, char *argv[]) {\n  execlp(\"ls\", \"ls\", argv[1], NULL);\n}"]),
        Self(
            79,
            vulnerable: [
                "@app.route('/hello/<username>')\ndef hello(username):\n    return f'<p>Hello, {username}!</p>'",
                "def page(request):\n    return HttpResponse('Hello ' + request.GET['name'])",
                "env = Environment(loader=loader)",
                "def show(text):\n    return mark_safe(text)",
            ],
            secure: [
                "@app.route('/hello/<username>')\ndef hello(username):\n    return f'<p>Hello, {escape(username)}!</p>'",
                "def page(request):\n    return HttpResponse('Hello ' + escape(request.GET['name']))",
                "env = Environment(loader=loader, autoescape=select_autoescape())",
                "def show(text):\n    return format_html('<p>{}</p>', text)",
            ]),
        Self(
            89,
            vulnerable: [
                "def f(cur, name):\n    cur.execute(\"SELECT * FROM users WHERE name = '%s'\" % name)",
                "def f(cur, name):\n    cur.execute(f\"DELETE FROM users WHERE name = '{name}'\")",
                "def f(cur, name):\n    sql = 'SELECT * FROM users WHERE name = ' + name\n    cur.execute(sql)",
                "def f(cur, name):\n    cur.execute(\"INSERT INTO users VALUES ('{}')\".format(name))",
            ],
            secure: [
                "def f(cur, name):\n    cur.execute('SELECT * FROM users WHERE name = %s', (name,))",
                "def f(cur, name):\n    cur.execute(f'SELECT * FROM {TABLE} WHERE name = ?', (name,))",
                "def f(cur, ids):\n    cur.execute('SELECT * FROM u WHERE id IN (%s)' % ','.join(['?'] * len(ids)), ids)",
            ]),
        Self(
            502,
            vulnerable: [
                "data = pickle.loads(payload)", "data = yaml.load(payload)", "d = yaml.load(p, Loader=yaml.Loader)",
            ],
            secure: ["data = json.loads(payload)", "d = yaml.safe_load(p)", "d = yaml.load(p, Loader=yaml.SafeLoader)"]),
        Self(
            732,
            vulnerable: [
                "os.chmod('secret', 0o777)", "os.umask(0)", "os.chmod('secret', stat.S_IRUSR | stat.S_IROTH)",
            ],
            secure: ["os.chmod('secret', 0o600)", "os.umask(0o077)", "os.chmod('secret', stat.S_IRUSR | stat.S_IWUSR)"]),
        Self(
            732, .c,
            vulnerable: ["void f(void) {\n  int d = open(\"a\", O_WRONLY | O_CREAT, 0666);\n}"],
            secure: ["void f(void) {\n  int d = open(\"a\", O_WRONLY | O_CREAT, 0600);\n}"]),
        Self(
            798,
            vulnerable: [
                "db = MySQLdb.connect(host='localhost', user='root', passwd='hunter2', db='x')",
                "def check(password):\n    return password == 'letmein'",
                "API_KEY = 'abcd1234efgh5678'",
            ],
            secure: [
                "db = MySQLdb.connect(host='localhost', user='root', passwd=os.environ['DB_PASSWORD'], db='x')",
                "def check(password):\n    return hmac.compare_digest(password, os.environ['PASSWORD'])",
                "API_KEY = os.environ['API_KEY']",
                "password = ''",
            ]),
    ]
}
