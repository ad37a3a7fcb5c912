/// What someone said of items whose truth is known.
package struct ConfusionSection: Sendable, Hashable, Codable {
    package var title: String

    /// Who was asked about what.
    package var caption: String

    /// The two kinds of items, and what was said of them: `vulnerable`, `secure`; `flagged`, `passed`.
    package var labels: Pair<String>
    package var verdicts: Pair<String>

    /// How many items of a kind were spoken of in which way.
    package var ofPositives: Pair<Int>
    package var ofNegatives: Pair<Int>

    /// Something for the positive and for the negative.
    package struct Pair<Value: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
        package var positive: Value
        package var negative: Value

        package init(positive: Value, negative: Value) {
            self.positive = positive
            self.negative = negative
        }
    }

    package init(
        title: String, caption: String, labels: Pair<String>, verdicts: Pair<String>, ofPositives: Pair<Int>,
        ofNegatives: Pair<Int>
    ) {
        self.title = title
        self.caption = caption
        self.labels = labels
        self.verdicts = verdicts
        self.ofPositives = ofPositives
        self.ofNegatives = ofNegatives
    }
}
