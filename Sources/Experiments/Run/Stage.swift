import Endpoints
import Foundation
import Organisms
import Provenance

/// One step on the road from prompts to a report.
///
/// A stage is a function of its inputs: with the same inputs, its artifacts are used again.
package protocol Stage: Sendable {
    associatedtype Inputs: Encodable

    /// Unique within a run; parts of one kind share what stands before the slash: `sampling/clean`.
    var name: String { get }

    /// Raised when the stage comes to do something else with the same inputs.
    static var version: Int { get }

    /// The files or folders that the stage makes, by their paths in the run's folder.
    var artifacts: [String] { get }

    /// The file that keeps what an interrupted stage has done; it is no artifact, and goes when the stage is done.
    var ledger: String? { get }

    /// Everything that the artifacts depend on; what is large goes in by its digest.
    ///
    /// - Throws: `MissingArtifact` when a stage before this one has not been run.
    func inputs(_ run: RunContext) throws -> Inputs

    /// What would stop the stage, and can be seen before anything is run.
    func obstacle(_ run: RunContext) -> String?

    /// Makes the artifacts, going on from what an interrupted attempt left.
    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome

    /// How many records or steps the ledger of an interrupted attempt holds, and of how many; nil if there is none with this key.
    func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)?

    /// What the whole stage will have to do, as far as can be told before; nil where that is next to nothing.
    ///
    /// - Parameter prompts: what the prompts stage draws.
    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload?

    /// Makes a ledger of the stage's artifacts without the requests that failed, so that only those are asked again.
    ///
    /// - Parameter record: the stage as it was completed; nil for one that was interrupted, whose ledger is then kept but for
    ///   the requests that failed.
    func keepAnswered(_ record: RunManifest.StageRecord?, _ run: RunContext) throws
}

extension Stage {
    package var ledger: String? { nil }
    package func obstacle(_ run: RunContext) -> String? { nil }
    package func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)? { nil }
    package func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? { nil }
    package func keepAnswered(_ record: RunManifest.StageRecord?, _ run: RunContext) throws {}
}

/// What a completed stage has to say.
package struct StageOutcome: Sendable {
    /// What was done, in a line.
    package var summary: String
    package var proofs: [Proof]
    /// What was counted, for later estimates of time and cost.
    package var tally: StageTally

    package init(summary: String, proofs: [Proof] = [], tally: StageTally = StageTally()) {
        self.summary = summary
        self.proofs = proofs
        self.tally = tally
    }
}

/// What a stage was asked for, in numbers.
package struct StageTally: Sendable, Hashable, Codable {
    package var records = 0
    package var promptTokens = 0
    package var completionTokens = 0
    /// Requests that ended without an answer.
    package var failures = 0
    /// Sent to an endpoint, repetitions included.
    package var requestsSent = 0
    package var cost: Double?

    package init() {}

    /// Adds what an endpoint was asked between two looks at its totals.
    mutating func add(from before: EndpointTotals?, to after: EndpointTotals?) {
        guard let before, let after else { return }
        requestsSent += after.sent - before.sent
        cost = after.cost.map { $0 - (before.cost ?? 0) }
    }
}

/// Where a running stage reports how far it is.
package struct StageProgress: Sendable {
    private let report: @Sendable (_ fraction: Double?, _ note: String) -> Void

    package init(_ report: @escaping @Sendable (_ fraction: Double?, _ note: String) -> Void) {
        self.report = report
    }

    /// - Parameters:
    ///   - fraction: of the stage's work, if it can be known.
    ///   - note: such as a rate.
    package func update(_ fraction: Double?, _ note: String) {
        report(fraction, note)
    }
}
