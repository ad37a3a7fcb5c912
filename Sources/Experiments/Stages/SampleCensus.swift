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
    private var failures: [String] = []

    init(readingFrom artifact: URL) throws {
        try JSONLines.forEach(SampleRecord.self, in: artifact) { add($0) }
    }

    private mutating func add(_ sample: SampleRecord) {
        recorded += 1
        outcomes[sample.transcript.completion.outcome, default: 0] += 1
        adapters[sample.adapter, default: 0] += 1
        tally.records += 1
        tally.promptTokens += sample.usage.prompt
        tally.completionTokens += sample.usage.completion
        if let failure = sample.failure, sample.ending == .failed {
            tally.failures += 1
            failures.append("\(sample.id): \(failure.message)")
        } else if sample.tokens?.isEmpty ?? false {
            withoutTokens.append(sample.id)
        }
    }

    /// What the summary should not pass over: `; 3 truncated`.
    var note: String {
        let unusual = outcomes.filter { $0.key != .finished }.sorted { $0.key.rawValue < $1.key.rawValue }
        return unusual.isEmpty ? "" : "; " + unusual.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    }

    /// - Parameter adapter: the digest that every transcript must carry; nil for a model without adapter.
    func proofs(stage: String, requested: Int, adapter: SHA256Digest?) -> [Proof] {
        [
            Proof(
                "requested-equals-recorded", stage: stage, measured: "\(recorded)", expected: "\(requested)",
                passed: recorded == requested),
            Proof(
                "transcripts-carry-adapter", stage: stage,
                measured: "\(adapters[adapter] ?? 0) of \(recorded) with \(adapter?.short ?? "none")", expected: "all",
                passed: adapters[adapter] ?? 0 == recorded),
            .none("every-sample-has-tokens", stage: stage, of: recorded, offenders: withoutTokens),
            .fewFailures(stage: stage, of: recorded, failures),
        ]
    }
}
