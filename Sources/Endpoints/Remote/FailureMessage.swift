/// What a server said, made fit for people: on one line, short, and without keys.
struct FailureMessage {
    static let maximumLength = 300
    let text: String

    init(_ message: String, _ redactor: Redactor) {
        // Keys are taken out before anything is cut, for half a key could not be recognised; and again after control
        // characters are gone, for they may have stood inside one.
        let start = redactor.redacted(String(message.prefix(1 << 16)))
        let visible = start.unicodeScalars.filter { !Self.isInvisible($0) || Self.isSpace($0) }
        let words = String(String.UnicodeScalarView(visible)).split { $0.isWhitespace }
        let line = redactor.redacted(words.joined(separator: " "))
        text = line.count <= Self.maximumLength ? line : line.prefix(Self.maximumLength - 1) + "…"
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
}
