import Foundation

/// How wide the terminal is.
enum TerminalWidth {
    /// Columns of standard output; 110 where it is not a terminal.
    static var current: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 110 }
        return max(Int(size.ws_col), 60)
    }
}

/// Text in lines that end between words.
struct WrappedText {
    let lines: [String]

    /// - Parameter width: of a line, in characters; a longer word is cut.
    init(_ text: String, width: Int) {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
                var word = word
                if !line.isEmpty, line.count + 1 + word.count > width {
                    lines.append(line)
                    line = ""
                }
                while word.count > width {
                    lines.append(String(word.prefix(width)))
                    word = word.dropFirst(width)
                }
                line += line.isEmpty ? String(word) : " " + word
            }
            lines.append(line)
        }
        self.lines = lines
    }

    /// The lines behind `start`, those after the first below the first.
    static func hanging(_ start: String, _ text: String, width: Int) -> [String] {
        let lines = WrappedText(text, width: max(width - start.count, 24)).lines
        let indent = String(repeating: " ", count: start.count)
        return lines.enumerated().map { ($0 == 0 ? start : indent) + $1 }
    }
}
