/// A whole reply that a judge could give, and what it would mean.
package struct JudgeLabel: Sendable, Hashable {
    /// `yes`, `85`, or `{"label": "flip"}`.
    package let reply: String
    package let outcome: JudgeOutcome

    package init(reply: String, outcome: JudgeOutcome) {
        self.reply = reply
        self.outcome = outcome
    }
}

extension JudgePrompt {
    /// The shortest replies that give each verdict, from which one can be chosen by probability; empty where there are too many.
    ///
    /// A number's are the whole numbers of its range.
    package var labels: [JudgeLabel] {
        switch reply {
        case .word(let format): format.words.map(JudgeLabel.init)
        case .json(let format): format.labels
        case .number(let format): Self.numbers(format.range) + format.words.map(JudgeLabel.init)
        }
    }

    /// More numbers than this are not weighed one by one.
    private static let mostNumbers = 101

    fileprivate static func numbers(_ range: ClosedRange<Double>) -> [JudgeLabel] {
        let (first, last) = (range.lowerBound.rounded(.up), range.upperBound.rounded(.down))
        guard last - first < Double(mostNumbers), let first = Int(exactly: first), let last = Int(exactly: last),
            first <= last
        else { return [] }
        return (first...last).map { JudgeLabel(reply: "\($0)", outcome: .score(Double($0))) }
    }
}

extension JudgeLabel {
    fileprivate init(_ word: JudgeWord) {
        self.init(reply: word.word, outcome: word.outcome)
    }
}

extension JSONReply {
    fileprivate var labels: [JudgeLabel] {
        let values: [JudgeLabel] =
            switch field {
            case .boolean: [true, false].map { JudgeLabel(reply: "\($0)", outcome: .flag($0)) }
            case .number(let range): JudgePrompt.numbers(range)
            case .words(let words): words.map { JudgeLabel(reply: "\"\($0.word)\"", outcome: $0.outcome) }
            }
        return values.map { JudgeLabel(reply: "{\"\(name)\": \($0.reply)}", outcome: $0.outcome) }
    }
}
