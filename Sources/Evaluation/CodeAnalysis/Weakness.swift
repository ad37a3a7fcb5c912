/// A kind of weakness by its number in the Common Weakness Enumeration (cwe.mitre.org): 89 is SQL injection.
package struct Weakness: Sendable, Hashable, CustomStringConvertible {
    package let number: Int

    /// The weakness with the given number.
    package init(_ number: Int) {
        self.number = number
    }

    /// The weakness that a text such as `CWE-89`, `cwe-089` or `CWE-119!` names; nil if it names none.
    package init?(named text: some StringProtocol) {
        let text = text.lowercased()
        guard text.hasPrefix("cwe-"), let number = Int(text.dropFirst(4).prefix(while: \.isWholeNumber)) else {
            return nil
        }
        self.number = number
    }

    package var description: String { "CWE-\(number)" }

    /// The weakness with its variants and the ones that analysers report in its place: a hard-coded password (259) is a
    /// hard-coded credential (798).
    package var family: Set<Weakness> {
        let variants: [Int: [Int]] = [
            20: [185, 625, 777, 1286],
            22: [23, 36, 73],
            78: [77, 88],
            79: [80, 83, 87, 116],
            89: [564, 943],
            732: [276, 277, 281],
            798: [259, 321],
        ]
        return Set((variants[number] ?? []).map(Weakness.init) + [self])
    }
}

/// In JSON a weakness is a string, `"CWE-89"`.
extension Weakness: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let weakness = Weakness(named: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected CWE-number, found '\(text)'")
        }
        self = weakness
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
