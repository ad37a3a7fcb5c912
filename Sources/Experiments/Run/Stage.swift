import Foundation
import Provenance

/// One step on the road from prompts to a report.
///
/// A stage is a function of its inputs: with the same inputs, its artifacts are used again.
protocol Stage {
    associatedtype Inputs: Encodable
    associatedtype Output

    static var name: String { get }
    /// Raised when the stage comes to do something else with the same inputs.
    static var version: Int { get }
    /// The names of the files or folders that the stage makes.
    static var artifacts: [String] { get }
    /// Everything that the artifacts depend on.
    var inputs: Inputs { get }

    /// Makes the artifacts.
    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome
    /// Reads what the stage made.
    func load(from directory: RunDirectory) throws -> Output
}

/// What a completed stage has to say.
struct StageOutcome {
    var summary: String
    var proofs: [Proof] = []
}

extension Stage {
    var key: SHA256Digest {
        get throws {
            try SHA256Digest(ofCanonicalJSON: StageKey(stage: Self.name, version: Self.version, inputs: inputs))
        }
    }
}

private struct StageKey<Inputs: Encodable>: Encodable {
    let stage: String
    let version: Int
    let inputs: Inputs
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
