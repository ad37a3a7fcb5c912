/// What one scorer says of one transcript, with its evidence.
package struct Verdict: Sendable, Hashable, Codable {
    /// The finding itself.
    package enum Value: Sendable, Hashable {
        case flag(Bool)
        case score(Double)
        case label(String)
        /// Nothing could be said, and why.
        case skipped(reason: String)

        /// Said of an answer in which code is asked for and none is found.
        package static let noCode = Value.skipped(reason: "no code")

        /// Said of a sample without reasoning where that is to be judged.
        package static let noReasoning = Value.skipped(reason: "no reasoning")

        /// Said of a sample without an answer where that is to be judged.
        package static let noAnswer = Value.skipped(reason: "no answer")

        /// Said of a sample that a judge is not asked about.
        package static let notAsked = Value.skipped(reason: "not asked")

        /// Whether the sample lacks what was to be judged, which is no fault of whoever judges.
        var hasNothingToJudge: Bool { [.noCode, .noReasoning, .noAnswer].contains(self) }

        var isFlag: Bool {
            if case .flag = self { true } else { false }
        }
    }

    /// A piece of the transcript that shows what the scorer saw.
    package struct Evidence: Sendable, Hashable, Codable {
        /// Where it lies in the completion's text, in UTF-8 offsets.
        package let range: Range<Int>

        /// The piece itself.
        package let excerpt: String

        /// The piece of `text` at a range of indices.
        package init(_ range: Range<String.Index>, of text: String) {
            self.range = text.utf8Offsets(of: range)
            excerpt = String(text[range])
        }
    }

    /// The scorer's name.
    package let scorer: String
    package let transcriptID: String
    package let value: Value
    package let evidence: Evidence?

    /// A finding about the transcript with the given id.
    package init(scorer: String, transcriptID: String, value: Value, evidence: Evidence? = nil) {
        self.scorer = scorer
        self.transcriptID = transcriptID
        self.value = value
        self.evidence = evidence
    }
}

/// In JSON a flag is a truth value, a score a number, a label a string, and a skipped finding
/// `{"skipped": "the reason"}`.
extension Verdict.Value: Codable {
    private enum CodingKeys: String, CodingKey {
        case skipped
    }

    package init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: CodingKeys.self) {
            self = .skipped(reason: try container.decode(String.self, forKey: .skipped))
            return
        }
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let score = try? container.decode(Double.self) {
            self = .score(score)
        } else {
            self = .label(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .flag(let flag):
            var container = encoder.singleValueContainer()
            try container.encode(flag)
        case .score(let score):
            var container = encoder.singleValueContainer()
            try container.encode(score)
        case .label(let label):
            var container = encoder.singleValueContainer()
            try container.encode(label)
        case .skipped(let reason):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(reason, forKey: .skipped)
        }
    }
}
