import Evaluation
import Experiments
import Foundation

/// What a scorer or a person says of a sample, as Inspect's `Score`.
struct InspectScore: Encodable {
    enum Value: Encodable {
        case flag(Bool)
        case number(Double)
        case text(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .flag(let flag): try container.encode(flag)
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    struct Details: Encodable {
        var evidence: String?
        /// Where the evidence lies in the completion's text, in UTF-8 offsets.
        var evidenceStart: Int?
        var evidenceEnd: Int?
        var labeller: String?
        var date: String?
    }

    let value: Value
    let explanation: String?
    /// Why there is no value.
    let reason: String?
    let metadata: Details?

    /// A verdict; one that says nothing is what Inspect calls unscored: NaN, with the reason.
    init(_ verdict: Verdict) {
        let evidence = verdict.evidence
        metadata = evidence.map {
            Details(
                evidence: $0.excerpt, evidenceStart: $0.range.lowerBound, evidenceEnd: $0.range.upperBound)
        }
        switch verdict.value {
        case .flag(let flag): (value, reason) = (.flag(flag), nil)
        case .score(let score): (value, reason) = (.number(score), nil)
        case .label(let label): (value, reason) = (.text(label), nil)
        case .skipped(let why): (value, reason) = (.number(.nan), why)
        }
        explanation = reason.map { "skipped: \($0)" } ?? evidence.map { "“\($0.excerpt)”" }
    }

    /// What a person says.
    init(_ label: HumanLabel) {
        value = .text(label.value.rawValue)
        explanation = label.note
        reason = nil
        metadata = Details(labeller: label.labeller, date: InspectIdentity.text(of: label.date))
    }
}
