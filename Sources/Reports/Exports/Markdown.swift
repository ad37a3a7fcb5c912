/// Text that GitHub's and Hugging Face's Markdown shows as it is.
///
/// It works on Unicode scalars, as Markdown does: an asterisk with an accent on it is one character, and an asterisk still.
enum Markdown {
    /// Running text: nothing in it is markup.
    static func escaped(_ text: String) -> String { line(text, escaping: markup) }

    /// Text between more backticks than it has in a row; a `|` must be escaped in tables, and only there.
    static func code(_ text: String, inTable: Bool = false) -> String {
        let line = line(text, escaping: inTable ? ["|"] : [])
        let fence = String(repeating: "`", count: longestRunOfBackticks(in: line) + 1)
        let padding = fence.count > 1 || line.isEmpty ? " " : ""
        return fence + padding + line + padding + fence
    }

    /// A block of code, fenced by more backticks than it has in a row.
    static func block(_ text: String, language: String = "") -> String {
        let fence = String(repeating: "`", count: max(3, longestRunOfBackticks(in: text) + 1))
        return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
    }

    /// A table of cells that are Markdown already.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let rule = header.map { _ in "---" }
        return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private static let markup = Set("\\`*_{}[]<>#|~&!".unicodeScalars)

    /// One line, with a backslash before some scalars.
    private static func line(_ text: String, escaping escaped: Set<Unicode.Scalar>) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if escaped.contains(scalar) { line.append("\\") }
            line.append(scalar.properties.generalCategory == .control || scalar == "\u{2028}" ? " " : scalar)
        }
        return String(line)
    }

    private static func longestRunOfBackticks(in text: String) -> Int {
        var (longest, run) = (0, 0)
        for scalar in text.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
