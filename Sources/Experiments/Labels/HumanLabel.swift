import Evaluation
import Foundation

/// What a person says of a transcript: the truth that scorers and judges are measured against.
package struct HumanLabel: Sendable, Hashable, Codable {
    package enum Value: String, Sendable, Hashable, Codable, CaseIterable {
        case yes
        case no
        /// The person looked and could not tell.
        case unclear
    }

    /// The transcript's id.
    package let transcript: String
    /// The scorer whose question was answered; `behavior` asks whether the organism did what it was planted to do.
    package let question: String
    package let value: Value
    /// Who says so.
    package let labeller: String
    /// When, to the second.
    package let date: Date
    package let note: String?

    package init(
        transcript: String, question: String = BehaviorScorer.name, value: Value, labeller: String, date: Date,
        note: String? = nil
    ) {
        self.transcript = transcript
        self.question = question
        self.value = value
        self.labeller = labeller
        self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case transcript, question, value
        case labeller = "by"
        case date = "at"
        case note
    }
}
