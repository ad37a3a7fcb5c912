/// A model file that does not hold what it should: where, what was expected, what was found, and what to do next.
package struct ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where in the file the problem is.
    package enum Place: Equatable, Sendable {
        case file
        case byte(Int)
        case tensor(String)
        case key(String)
    }

    package let file: String
    package let place: Place
    package let expected: String
    package let found: String
    package let remedy: String

    package init(
        file: String, at place: Place, expected: String, found: String,
        remedy: String = "The file is damaged or of a kind not known here: fetch or convert it again."
    ) {
        self.file = file
        self.place = place
        self.expected = expected
        self.found = found
        self.remedy = remedy
    }

    package var description: String {
        let location =
            switch place {
            case .file: ""
            case .byte(let offset): ", byte \(offset)"
            case .tensor(let name): ", tensor \(name.quoted)"
            case .key(let key): ", key \(key.quoted)"
            }
        return "\(file)\(location): expected \(expected), found \(found). \(remedy)"
    }
}

extension String {
    /// The text in quotes, short and without anything a terminal would obey: file contents are not to be trusted.
    var quoted: String {
        let limit = 80
        let shown = unicodeScalars.prefix(limit).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                scalar.escaped(asASCII: true)
            default: String(scalar)
            }
        }
        return "'\(shown.joined())\(unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")'"
    }
}
