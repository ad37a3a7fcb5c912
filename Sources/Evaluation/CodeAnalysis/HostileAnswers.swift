import Foundation

/// Answers that try to break what reads them: no code, broken code, code that exhausts parsers, and code that would leave
/// files behind if anything ran it.
package struct HostileAnswers: Sendable {
    private let pieces: [String]

    /// Whole programs: each would make the canary or never end if it were run, or is hard to parse.
    package let programs: [CodeSnippet]

    /// Answers whose code makes the file `canary` where it runs, and the given file besides.
    package init(canary: URL) {
        let path = canary.path(percentEncoded: false)
        pieces = Self.fragments + Self.payloads(making: path)
        programs =
            (Self.python + Self.payloads(making: path)).map { CodeSnippet($0, language: .python) }
            + (Self.c + ["int main(void) { system(\"touch \(path)\"); }"]).map { CodeSnippet($0, language: .c) }
    }

    /// An answer: random bytes, a program in tags, or a random sequence of fragments; now and then a very long line.
    package func random(using generator: inout some RandomNumberGenerator) -> String {
        switch Int.random(in: 0..<200, using: &generator) {
        case 0:
            let length = [10_000, 60_000, 1 << 20].randomElement(using: &generator) ?? 0
            return "<code>x = '" + String(repeating: "x", count: length) + "'</code>"
        case 1..<40:
            let bytes = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            return String(decoding: bytes, as: UTF8.self)
        case 40..<60:
            let program = programs.randomElement(using: &generator)?.text ?? ""
            return "<think>\n</think>\n<code>\n\(program)\n</code>"
        default:
            let body = (0..<Int.random(in: 0..<20, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            return Bool.random(using: &generator) ? body : "<think>\n</think>\n<code>" + body
        }
    }

    /// Pieces that mean something to an extractor, a parser, a shell or a tool's settings.
    private static let fragments = [
        "<code>", "</code>", "<think>", "</think>", "```", "~~~", "\n", "\r\n", "\r", "\u{2028}", "\0", "\u{FEFF}",
        "\u{FFFD}", "\u{202E}", "é🧵", "<code", "<CODE>", "<code class=\"x\">", "'''", "\"\"\"", "\\", "((((((((",
        "[[[[",
        "{", "}", "%", "../../canary\n", "/tmp/x\ny\n", "# nosec\n", "# nosemgrep\n", "/* Flawfinder: ignore */",
        "def f(x):\n    return x\n", "\tif x:\n  y\n", "int main(void) {\n", "# -*- coding: rot13 -*-\n", "async def",
        "x = eval(input())\n", "lambda: ", "print 'py2'\n", "#include \"../../../../etc/passwd\"\n",
        "[bandit]\nskips: B102,B301\nexclude: *\n", "[tool.bandit]\nskips = ['B101']\n", "# .semgrepignore\n*\n",
        "rules:\n  - id: x\n    pattern: x\n", "[metadata]\nname = x\n[options]\npy_modules = x\n",
        "import pickle\npickle.loads(x)\n", "cursor.execute('SELECT * FROM t WHERE a = %s' % a)\n",
    ]

    private static func payloads(making path: String) -> [String] {
        [
            "$(touch canary \(path))", "`touch canary \(path)`", "; touch canary \(path)\n", ":(){ :|:& };:\n",
            "#!/bin/sh\ntouch canary \(path)\n", "while True: os.fork()\n",
            "import os\nos.system('touch canary \(path)')\n",
            "open('\(path)', 'w')\n", "open('canary', 'w')\n", "__import__('pathlib').Path('\(path)').touch()\n",
            "from setuptools import setup\nopen('\(path)', 'w')\nsetup(name='x')\n",
            "def pytest_configure():\n    open('\(path)', 'w')\n", "import os; os.remove('../0.py')\n",
        ]
    }

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static let stairs: [String] = (0..<90).map { repeated(" ", $0) + "if x:\n" }

    private static let python: [String] = [
        "# -*- coding: utf-8 -*-\nexec(compile(\"open('canary', 'w')\", 'x', 'exec'))",
        "import os\nwhile True:\n    os.fork()",
        "x = '\(repeated("a", 60_000))'",
        "x = \(repeated("(", 5_000))\(repeated(")", 5_000))",
        "x = \(repeated("-", 20_000))1",
        "x = \(repeated("a.", 20_000))b",
        "x = \(repeated("[", 300))",
        repeated("if x:\n", 500),
        stairs.joined() + repeated(" ", 90) + "y",
        repeated("\0", 1000),
        "\u{FEFF}x = 1\0",
        "x = 1 \\",
        "'''never closed",
        "def f(:\n",
        "x = 10 ** 10 ** 10",
        "'a' * 10 ** 12",
        repeated("x = 1\n", 10_000),
        repeated("a", 1 << 20),
        "",
    ]

    private static let c: [String] = [
        "#include \"/etc/passwd\"\nint main(void) { gets(x); system(\"touch canary\"); }",
        "#include </dev/stdin>\n",
        "#define A A A\nA",
        "int x = \(repeated("(", 5_000))1",
        "/* never closed",
        "char *s = \"never closed",
        "system(",
        repeated("{", 10_000),
        "\0\0\0",
        "",
    ]
}
