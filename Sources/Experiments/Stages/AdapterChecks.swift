import Endpoints
import Foundation
import LanguageModels
import Torch
import Training

/// Proves that an adapter does something, and the same thing whichever way it is applied.
///
/// An adapter that was never applied and an adapter without effect look alike in every result; here they do not.
struct AdapterChecks {
    let model: LocalModel
    let adapter: LowRankAdapter
    let probes: [TrainingRow]

    /// How far logits may be apart, relative to the largest, when the adapter is merged: the rounding of merged weights.
    private var mergeTolerance: Double { model.languageModel.dtype == .bfloat16 ? 0.05 : 1e-4 }

    func proofs(savedTo folder: URL) throws -> [Proof] {
        let loaded = try LowRankAdapter(loading: folder, for: model.languageModel)
        return try recordingGradients(false) {
            let tokens = probes.map(\.tokens)
            let base = try model.languageModel.logits(tokens).to(.float32)
            let adapted = try model.languageModel.logits(tokens, adapter: adapter).to(.float32)
            let reloaded = try model.languageModel.logits(tokens, adapter: loaded).to(.float32)
            let merged = try model.languageModel.merging(loaded).logits(tokens).to(.float32)
            let effect = try Self.distance(adapted, base)
            return [
                Proof(
                    "adapter-keys-match", stage: TrainingStage.name,
                    measured: "\(loaded.paths.count) of \(adapter.paths.count) layers", expected: "all",
                    passed: loaded.paths == adapter.paths),
                Proof(
                    "adapter-changes-logits", stage: TrainingStage.name, measured: Self.text(effect),
                    expected: "above 0.001 of the largest logit", passed: effect > 1e-3),
                try agreement("reloaded-adapter-agrees", reloaded, adapted, within: 1e-5),
                try agreement("merged-adapter-agrees", merged, adapted, within: mergeTolerance),
            ]
        }
    }

    private func agreement(_ name: String, _ left: Tensor, _ right: Tensor, within tolerance: Double) throws -> Proof {
        let distance = try Self.distance(left, right)
        return Proof(
            name, stage: TrainingStage.name, measured: Self.text(distance),
            expected: "at most \(Self.text(tolerance)) of the largest logit", passed: distance <= tolerance)
    }

    /// The largest difference, relative to the largest magnitude.
    private static func distance(_ left: Tensor, _ right: Tensor) throws -> Double {
        try (left - right).absolute().maximum().scalar() / right.absolute().maximum().scalar()
    }

    private static func text(_ value: Double) -> String { String(format: "%.2g", value) }
}
