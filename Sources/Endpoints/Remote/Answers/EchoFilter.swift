/// Leaves out the beginning of a text where it repeats what is expected.
struct EchoFilter: Sendable {
    /// What may be repeated; nil as soon as it is known whether it is.
    private var expected: String?
    /// What was passed and may turn out to be the repetition.
    private var held = ""

    init(_ expected: String) {
        self.expected = expected.isEmpty ? nil : expected
    }

    /// Takes the next piece; returns what is certainly no repetition.
    mutating func pass(_ piece: String) -> String {
        guard let expected else { return piece }
        held += piece
        if held.utf8.starts(with: expected.utf8) {
            self.expected = nil
            let rest = held.utf8.dropFirst(expected.utf8.count)
            return take(String(decoding: rest, as: UTF8.self))
        }
        if expected.utf8.starts(with: held.utf8) { return "" }
        self.expected = nil
        return take(held)
    }

    /// Returns what is still held back when nothing more comes.
    mutating func flush() -> String {
        take(held)
    }

    private mutating func take(_ text: String) -> String {
        held = ""
        return text
    }
}
