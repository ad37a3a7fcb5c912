import Kernels
import Torch

/// One pass of a model with an adapter over packed rows, forward and backward.
///
/// Nothing is recorded by libtorch: the backward pass is written out, layer by layer, so that it keeps only what it needs, computes
/// no gradient of a frozen weight, and tells when a layer's gradients are complete.
package final class PackedPass {
    private let model: LanguageModel
    private let layers: [TrainedLayer]
    private let tokens: Tensor
    /// How many layers, the first ones, keep only their input and are computed again.
    private let recomputedLayers: Int
    private var tapes: [TrainedLayer.Tape] = []
    private var selection: (indices: Tensor, kept: RMSNormalization.Normalized)?

    /// - Parameters:
    ///   - lengths: tokens of each row.
    ///   - tokens: the flat tokens of all rows.
    ///   - dropoutSeed: what the adapter's dropout follows from; nil for none.
    package init(
        _ model: LanguageModel, _ adapter: LowRankAdapter?, lengths: [Int], tokens: [Int], dropoutSeed: UInt64? = nil,
        recomputedLayers: Int = 0
    ) throws {
        self.model = model
        self.recomputedLayers = recomputedLayers
        self.tokens = try Tensor(tokens, on: model.device)
        let rows = try PackedRowsContext(lengths: lengths, positions: lengths.flatMap { Array(0..<$0) }, model)
        layers = try model.layers.map { try TrainedLayer($0, adapter, rows, dropoutSeed: dropoutSeed) }
    }

    /// The normalised hidden states at `indices` of the flat tokens: `[indices, hidden size]`.
    ///
    /// - Parameter keepsTape: whether ``backward(_:to:onLayer:)`` follows.
    package func hiddenStates(at indices: [Int], keepsTape: Bool) throws -> Tensor {
        try recordingGradients(false) {
            var stream = TrainedLayer.Stream(residual: try model.embedding.embedding(tokens), addend: nil)
            tapes = []
            for (index, layer) in layers.enumerated() {
                let made = try layer.forward(stream, keeps: keepsTape ? index >= recomputedLayers : nil)
                stream = made.stream
                if let tape = made.tape { tapes.append(tape) }
            }
            let selected = try Tensor(indices, on: model.device)
            let final = try model.finalNorm.forward(
                stream.residual.selecting(selected), adding: stream.addend?.selecting(selected))
            if keepsTape { selection = (selected, final) }
            return final.output
        }
    }

    /// Adds the adapter's gradients to `gradients`, by the gradient of the hidden states; the tape is used up.
    ///
    /// - Parameter onLayer: called with the index of each layer, the last first, when its gradients are complete.
    package func backward(
        _ gradient: Tensor, to gradients: AdapterGradients, onLayer: (Int) throws -> Void = { _ in }
    ) throws {
        guard let selection else { preconditionFailure("backward without a tape") }
        try recordingGradients(false) {
            let selected = try model.finalNorm.backward(gradient, of: (selection.kept.sum, selection.kept.inverseRMS))
            var stream: Tensor? = try .zeros(
                [tokens.count, model.configuration.hiddenSize], model.dtype, on: model.device)
            try stream?.copyInPlace(at: selection.indices, 0, from: selected)
            self.selection = nil
            for (index, layer) in layers.enumerated().reversed() {
                guard let above = stream else { break }
                stream = try layer.backward(above, tapes.removeLast(), needsInput: index > 0, to: gradients)
                try onLayer(index)
            }
        }
    }
}
