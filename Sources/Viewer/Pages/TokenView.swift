import Foundation
import Tokenizers

/// A token as it is shown: its text, and beside it what is known of it.
struct TokenView: Sendable {
    let text: String
    /// Classes of the stylesheet: how likely it was, whether it was learned.
    let kind: String
    /// What is said of it when it is pointed at.
    let detail: String
    /// Whether a line of text ends with it.
    let endsLine: Bool
    let isFirst: Bool

    /// A token of a model on this machine.
    ///
    /// - Parameter logProbability: a natural logarithm.
    init(_ id: Int, at place: Int, _ tokenizer: Tokenizer, logProbability: Double? = nil, weight: Float? = nil) {
        self.init(
            text: Self.text(of: id, tokenizer), at: place,
            facts: ["id \(id)"] + (tokenizer.isSpecial(id) ? ["special"] : []), logProbability: logProbability,
            weight: weight)
    }

    /// A token as an endpoint tells it.
    init(
        text: String, at place: Int, facts: [String] = [], logProbability: Double? = nil, weight: Float? = nil
    ) {
        endsLine = text.hasSuffix("\n")
        self.text = text.replacing("\n", with: "⏎").replacing("\t", with: "⇥")
        var kinds: [String] = []
        var details = ["token \(place + 1)"] + facts
        if let logProbability {
            kinds.append(Self.likelihood(logProbability))
            details.append(String(format: "log-probability %.3f (%.2f %%)", logProbability, exp(logProbability) * 100))
        }
        if let weight {
            kinds.append(weight == 0 ? "unsupervised" : weight == 1 ? "supervised" : "weighted")
            details.append(weight == 0 ? "not supervised" : weight == 1 ? "supervised" : "supervised, weight \(weight)")
        }
        kind = kinds.joined(separator: " ")
        detail = details.joined(separator: " · ")
        isFirst = place == 0
    }

    /// The class of a log-probability: `p0` for 0 and a little less, up to `p5` for what was next to impossible.
    static func likelihood(_ logProbability: Double) -> String {
        let bounds = [-0.05, -0.5, -1.5, -3, -6]
        return "p\(bounds.firstIndex { logProbability >= $0 } ?? bounds.count)"
    }

    /// The text; where the token is a part of a character, its bytes: `⟦E2⟧`.
    private static func text(of id: Int, _ tokenizer: Tokenizer) -> String {
        let bytes = tokenizer.decodeBytes([id])
        return String(validating: bytes, as: UTF8.self)
            ?? bytes.map { String(format: "⟦%02X⟧", $0) }.joined()
    }
}

/// Log-probabilities along a text, as the columns of a strip.
struct ProbabilityStrip: Sendable {
    let width: Int
    let columns: [Column]

    struct Column: Sendable {
        let x: Int
        let y: String
        let height: String
        let kind: String
    }

    /// The height of a column at the limit, beyond which all are as high.
    private static let limit = 8.0

    init(_ logProbabilities: [Double]) {
        width = logProbabilities.count
        columns = logProbabilities.enumerated().map { place, value in
            let height = 1 + 15 * min(max(-value, 0), Self.limit) / Self.limit
            return Column(
                x: place, y: String(format: "%.1f", 16 - height), height: String(format: "%.1f", height),
                kind: TokenView.likelihood(value))
        }
    }
}
