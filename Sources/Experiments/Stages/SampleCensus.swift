import Endpoints
import Evaluation
import Foundation
import Provenance

/// Counts the recorded samples of a condition, to prove that none was lost and each is what it claims.
struct SampleCensus {
    private(set) var recorded = 0
    private(set) var outcomes: [Outcome: Int] = [:]
    private(set) var tally = StageTally()
    private var adapters: [SHA256Digest?: Int] = [:]
    private var withoutTokens: [String] = []
    private var withoutProbabilities: [String] = []
    /// The first that failed, with the reasons.
    private var failures: [String] = []

    /// What of a sample is counted.
    private struct Entry: Decodable {
        let id: String
        let transcript: Transcript
        let tokens: Length?
        let logProbabilities: Length?
        let adapter: SHA256Digest?
        let ending: ChatReply.Ending
        let failure: ChatReply.Failure?
        let usage: TokenUsage

        struct Transcript: Decodable {
            let completion: Completion
        }

        struct Completion: Decodable {
            let outcome: Outcome
        }

        /// That of a list, whose elements need not be decoded.
        struct Length: Decodable {
            let isEmpty: Bool

            init(from decoder: any Decoder) throws {
                isEmpty = try decoder.unkeyedContainer().isAtEnd
            }
        }
    }

    init(readingFrom artifact: URL) throws {
        try JSONLines.forEach(Entry.self, in: artifact) { add($0) }
    }

    private mutating func add(_ sample: Entry) {
        recorded += 1
        outcomes[sample.transcript.completion.outcome, default: 0] += 1
        adapters[sample.adapter, default: 0] += 1
        tally.records += 1
        tally.promptTokens += sample.usage.prompt
        tally.completionTokens += sample.usage.completion
        if let failure = sample.failure, sample.ending == .failed {
            tally.failures += 1
            if failures.count < 10 { failures.append("\(sample.id): \(failure.message)") }
        } else {
            if sample.tokens?.isEmpty ?? false { withoutTokens.append(sample.id) }
            if sample.logProbabilities?.isEmpty ?? true { withoutProbabilities.append(sample.id) }
        }
    }

    /// What the summary should not pass over: `; 3 truncated`.
    var note: String {
        let unusual = outcomes.filter { $0.key != .finished }.sorted { $0.key.rawValue < $1.key.rawValue }
        return unusual.isEmpty ? "" : "; " + unusual.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    }

    /// - Parameters:
    ///   - adapter: the digest that every transcript must carry; nil for a model without adapter.
    ///   - logProbabilities: whether each token's log-probability was asked for.
    func proofs(
        stage: String, requested: Int, adapter: SHA256Digest?, logProbabilities: Bool = false
    ) -> [Proof] {
        let wanted: [Proof] =
            logProbabilities
            ? [
                .none(
                    "every-sample-has-log-probabilities", stage: stage, of: recorded, offenders: withoutProbabilities,
                    meaning: "what the model thought likely is not recorded there; an endpoint may not offer it")
            ] : []
        return [
            Proof(
                "requested-equals-recorded", stage: stage, measured: "\(recorded)", expected: "\(requested)",
                passed: recorded == requested),
            Proof(
                "transcripts-carry-adapter", stage: stage,
                measured: "\(adapters[adapter] ?? 0) of \(recorded) with \(adapter?.short ?? "none")", expected: "all",
                passed: adapters[adapter] ?? 0 == recorded),
            .none("every-sample-has-tokens", stage: stage, of: recorded, offenders: withoutTokens),
            .fewFailures(stage: stage, tally.failures, of: recorded, evidence: failures),
        ] + wanted
    }
}
