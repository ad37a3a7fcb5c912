import Torch

/// The output projection with its adapter in one pass, forward and backward.
package struct TrainedHead {
    private let projection: AdaptedProjection
    private let dropoutSeed: UInt64?

    /// - Parameter dropoutSeed: what the adapter's dropout follows from; nil for none.
    package init(_ model: LanguageModel, _ adapter: LowRankAdapter?, dropoutSeed: UInt64? = nil) throws {
        self.dropoutSeed = dropoutSeed
        projection = try AdaptedProjection(
            model.head, adapter, dropout: .init(adapter, seed: dropoutSeed, UInt64(4 * model.layers.count)))
    }

    /// What ``backward(_:states:_:to:)`` needs.
    package struct Tape {
        fileprivate let tape: AdaptedProjection.Tape
    }

    /// The logits of hidden states, `[positions, vocabulary size]`.
    package func forward(_ states: Tensor) throws -> (logits: Tensor, tape: Tape) {
        let (logits, tape) = try projection.forward(states)
        return (logits, Tape(tape: tape))
    }

    /// The gradient of the states by that of the logits; the adapter's own gradients are added up.
    package func backward(
        _ gradient: Tensor, states: Tensor, _ tape: Tape, to gradients: AdapterGradients?
    ) throws -> Tensor {
        let input = try projection.inputGradient(gradient)
        if let gradients {
            try projection.addParameterGradients(
                gradient, reducedGradient: input.reduced, input: states, tape.tape, to: gradients)
        }
        return input.input
    }
}
