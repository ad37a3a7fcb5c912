/// Dims the reasoning of a growing answer, and shows control characters of the model as visible marks.
///
/// What a model writes is data: it must not be able to move the cursor or recolour the terminal.
struct ReasoningStyler {
    private let isTerminal: Bool
    private var held = ""
    private var isReasoning = false

    init(isTerminal: Bool) {
        self.isTerminal = isTerminal
    }

    /// The newest text, ready to be written.
    mutating func styled(_ text: String) -> String {
        let safe = Self.visible(text)
        guard isTerminal else { return safe }
        held += safe
        var output = ""
        while let tag = nextTag() {
            output += held[..<(isReasoning ? tag.upperBound : tag.lowerBound)]
            output += isReasoning ? "\u{1B}[0m" : "\u{1B}[2m" + held[tag]
            held.removeSubrange(..<tag.upperBound)
            isReasoning.toggle()
        }
        // The beginning of a tag may still grow into one.
        let kept = held.lastIndex(of: "<").flatMap { held.distance(from: $0, to: held.endIndex) < 8 ? $0 : nil }
        output += held[..<(kept ?? held.endIndex)]
        held.removeSubrange(..<(kept ?? held.endIndex))
        return output
    }

    /// What is left when the answer is complete, and the end of any style.
    var end: String { held + (isTerminal ? "\u{1B}[0m" : "") }

    private func nextTag() -> Range<String.Index>? {
        held.firstRange(of: isReasoning ? "</think>" : "<think>")
    }

    /// Control and bidirectional characters as `⟦U+001B⟧`; line breaks and tabs as they are.
    static func visible(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar == "\n" || scalar == "\t"
            switch scalar.properties.generalCategory {
            case .control where !isPlain, .format: output += "⟦U+\(hex(scalar))⟧"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
