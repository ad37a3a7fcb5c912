@testable import Evaluation

/// Texts that try to break what reads them.
enum HostileText {
    /// Pieces that mean something to an extractor, a parser or a shell.
    static let pieces = [
        "<code>", "</code>", "<think>", "</think>", "```", "~~~", "\n", "\r\n", "\r", "\u{2028}", "\0", "\u{FEFF}",
        "\u{FFFD}",
        "\u{202E}", "é🧵", "<code", "<CODE>", "<code class=\"x\">", "'''", "\"\"\"", "\\", "((((((((", "[[[[", "{", "}",
        "%", "$(touch canary)",
        "`touch canary`", "; touch canary\n", "import os\nos.system('touch canary')\n", "open('canary', 'w')\n",
        ":(){ :|:& };:\n", "while True: os.fork()\n", "#include \"../../../../etc/passwd\"\n", "../../canary\n",
        "/tmp/canary\n",
        "# nosec\n", "# nosemgrep\n", "/* Flawfinder: ignore */", "def f(x):\n    return x\n", "\tif x:\n  y\n",
        "int main(void) {\n",
        "# -*- coding: rot13 -*-\n", "#!/bin/sh\ntouch canary\n", "x = eval(input())\n", "async def", "lambda: ",
        "print 'py2'\n",
    ]

    static func random(using generator: inout SeededGenerator) -> String {
        if Int.random(in: 0..<4, using: &generator) == 0 {
            let bytes = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        }.joined()
    }

    /// Whole programs that would leave a file called `canary` in the working folder, or never end, if they were run; and
    /// code that exhausts parsers.
    static let programs = python.map { CodeSnippet($0, language: .python) } + c.map { CodeSnippet($0, language: .c) }

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static let stairs: [String] = (0..<90).map { repeated(" ", $0) + "if x:\n" }

    private static let python: [String] = [
        "import os\nos.system('touch canary; touch /tmp/candor-canary')",
        "__import__('pathlib').Path('canary').touch()",
        "# -*- coding: utf-8 -*-\nexec(compile(\"open('canary', 'w')\", 'x', 'exec'))",
        "import os\nwhile True:\n    os.fork()",
        "x = '\(repeated("a", 200_000))'",
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
        "import os; os.remove('../0.py')",
        repeated("x = 1\n", 40_000),
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
