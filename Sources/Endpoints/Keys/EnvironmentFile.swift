import Foundation

/// A `.env` file: lines of `NAME=value`, with comments, quotes and a leading `export`.
///
/// As the shell reads it, but nothing is expanded: single quotes hold any character, double quotes know `\n`, `\t`, `\"`,
/// `\\`, `\$`, and a bare value ends before white space. Names are unique.
struct EnvironmentFile: Sendable {
    /// Values by name.
    let values: [String: String]

    /// Reads a file that only its owner can read; nil if there is no such file.
    init?(_ url: URL) throws(EnvironmentFileError) {
        let path = url.path(percentEncoded: false)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unreadable(path: path, cause: String(cString: strerror(errno)))
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, cause: String(cString: strerror(errno)))
        }
        // A Python environment may be a folder of this name.
        guard status.st_mode & S_IFMT != S_IFDIR else { return nil }
        guard status.st_mode & 0o077 == 0 else { throw .exposed(path: path, mode: status.st_mode & 0o777) }
        let content: Data
        do {
            content = try file.read(upToCount: 1 << 20) ?? Data()
        } catch {
            throw .unreadable(path: path, cause: "it cannot be read")
        }
        guard let text = String(data: content, encoding: .utf8) else {
            throw .unreadable(path: path, cause: "it is not UTF-8")
        }
        try self.init(text, path: path)
    }

    /// Reads a file's text; `path` is for errors.
    init(_ text: String, path: String) throws(EnvironmentFileError) {
        var values: [String: String] = [:]
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let entry: (name: String, value: String)?
            do {
                entry = try Self.entry(line)
            } catch {
                throw .malformed(path: path, line: index + 1, problem: error)
            }
            guard let entry else { continue }
            guard values.updateValue(entry.value, forKey: entry.name) == nil else {
                throw .malformed(path: path, line: index + 1, problem: .repeated)
            }
        }
        self.values = values
    }

    private static func entry(_ line: Substring) throws(EnvironmentFileError.Problem) -> (name: String, value: String)?
    {
        var rest = line.drop(while: \.isWhitespace)
        guard let first = rest.first, first != "#" else { return nil }
        if rest.hasPrefix("export"), rest.dropFirst(6).first?.isWhitespace == true {
            rest = rest.dropFirst(6).drop(while: \.isWhitespace)
        }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        rest = rest.dropFirst(name.count).drop(while: \.isWhitespace)
        guard name.first?.isNumber == false, rest.first == "=" else { throw .noAssignment }
        return (String(name), try value(rest.dropFirst()))
    }

    private static func value(_ text: Substring) throws(EnvironmentFileError.Problem) -> String {
        guard !isEnd(text) else { return "" }
        var rest = text.drop(while: \.isWhitespace)
        var value = ""
        if let quote = rest.first, quote == "'" || quote == "\"" {
            rest.removeFirst()
            value = try quoted(&rest, by: quote)
        } else {
            value = String(rest.prefix { !$0.isWhitespace })
            rest.removeFirst(value.count)
            guard !value.contains(where: { "'\"\\".contains($0) }) else { throw .quoteWithin }
            guard !value.contains("${"), !value.contains("$(") else { throw .expansion }
        }
        guard isEnd(rest) else { throw .afterValue }
        return value
    }

    /// Takes a value and its closing quote from `rest`.
    private static func quoted(
        _ rest: inout Substring, by quote: Character
    ) throws(EnvironmentFileError.Problem) -> String {
        var value = ""
        while let character = rest.popFirst() {
            if character == quote { return value }
            switch (quote, character) {
            case ("\"", "\\"):
                guard let escaped = rest.popFirst(), let meaning = escapes[escaped] else { throw .escape }
                value.append(meaning)
            case ("\"", "$") where rest.first == "{" || rest.first == "(":
                throw .expansion
            default: value.append(character)
            }
        }
        throw .openQuote
    }

    private static let escapes: [Character: Character] = ["n": "\n", "t": "\t", "\"": "\"", "\\": "\\", "$": "$"]

    /// Whether nothing or a comment follows; a comment stands after white space.
    private static func isEnd(_ text: Substring) -> Bool {
        let rest = text.drop(while: \.isWhitespace)
        return rest.isEmpty || rest.first == "#" && rest.count < text.count
    }
}
