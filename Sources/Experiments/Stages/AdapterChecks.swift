import Endpoints
import Foundation
import LanguageModels
import Torch

/// Proves that an adapter does something, and the same thing whichever way it is applied.
///
/// An adapter that was never applied and an adapter without effect look alike in every result; here they do not.
struct AdapterChecks {
    let stage: String
    let model: LocalModel
    let adapter: LowRankAdapter
    /// The tokens of a few prompts, of which the first ``probeLength`` count.
    let probes: [[Int]]

    /// Logits of all probes are held several times, in float32.
    static let probeLength = 256

    /// How far merging may move the logits, as a share of what the adapter itself moves them: the rounding of merged weights.
    /// An adapter that was not merged at all is at 1.
    private var mergeTolerance: Double { model.languageModel.dtype == .bfloat16 ? 0.1 : 1e-3 }

    func proofs(savedTo folder: URL) throws -> [Proof] {
        let probes = probes.map { Array($0.prefix(Self.probeLength)) }
        let loaded = try LowRankAdapter(loading: folder, for: model.languageModel)
        return try recordingGradients(false) {
            let base = try model.languageModel.logits(probes).to(.float32)
            let adapted = try model.languageModel.logits(probes, adapter: adapter).to(.float32)
            let reloaded = try model.languageModel.logits(probes, adapter: loaded).to(.float32)
            let merged = try model.languageModel.merging(loaded).logits(probes).to(.float32)
            let effect = try Self.distance(adapted, base)
            let size = try Self.distance(base, base * 0)
            let proofs = [
                Proof(
                    "adapter-keys-match", stage: stage,
                    measured: "\(loaded.paths.count) of \(adapter.paths.count) layers", expected: "all",
                    passed: loaded.paths == adapter.paths),
                Proof(
                    "adapter-changes-logits", stage: stage,
                    measured: "\(Self.text(effect / size)) of their size", expected: "above 0.001",
                    passed: effect > 1e-3 * size,
                    meaning:
                        "with the adapter the model does what it does without: every finding would be the base model's"),
            ]
            // Shares of an effect that is not there would be shares of nothing.
            guard effect > 0 else { return proofs }
            return proofs + [
                agreement("reloaded-adapter-agrees", try Self.distance(reloaded, adapted) / effect, within: 1e-4),
                agreement("merged-adapter-agrees", try Self.distance(merged, adapted) / effect, within: mergeTolerance),
            ]
        }
    }

    /// The root mean square of the difference, times a constant.
    private static func distance(_ left: Tensor, _ right: Tensor) throws -> Double {
        try (left - right).norm().scalar()
    }

    private func agreement(_ name: String, _ share: Double, within tolerance: Double) -> Proof {
        Proof(
            name, stage: stage, measured: "\(Self.text(share)) of the adapter's effect apart",
            expected: "at most \(Self.text(tolerance))", passed: share <= tolerance)
    }

    private static func text(_ value: Double) -> String { String(format: "%.2g", value) }
}
