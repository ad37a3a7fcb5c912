import Kernels
import Torch

/// A decoder layer with its adapter in one pass over packed rows: forward with what backward needs, and backward by hand.
///
/// A layer takes the residual stream and what is still to be added to it, and gives the same; so that the addition is part of the
/// next normalisation.
struct TrainedLayer {
    private let layer: DecoderLayer
    private let queryKeyValue: AdaptedProjection
    private let output: AdaptedProjection
    private let gateUp: AdaptedProjection
    private let down: AdaptedProjection
    private let rows: PackedRowsContext

    /// The residual stream before a normalisation: the sum of both.
    struct Stream {
        let residual: Tensor
        let addend: Tensor?
    }

    /// What backward needs of the forward pass.
    struct Tape {
        /// The layer's input.
        let input: Tensor
        /// The rest; nil when it is to be computed again.
        var kept: Kept?
    }

    struct Kept {
        let inputInverseRMS: Tensor
        let joint: Tensor
        let headNorms: HeadNorms?
        let attended: CausalAttention.Attended
        let middle: Tensor
        let middleInverseRMS: Tensor
        let gateUp: Tensor
        let tapes:
            (
                queryKeyValue: AdaptedProjection.Tape, output: AdaptedProjection.Tape, gateUp: AdaptedProjection.Tape,
                down: AdaptedProjection.Tape
            )
    }

    init(_ layer: DecoderLayer, _ adapter: LowRankAdapter?, _ rows: PackedRowsContext, dropoutSeed: UInt64?) throws {
        self.layer = layer
        self.rows = rows
        let projections = try layer.projections.enumerated().map { index, projection in
            try AdaptedProjection(
                projection, adapter, dropout: .init(adapter, seed: dropoutSeed, UInt64(4 * layer.index + index)))
        }
        (queryKeyValue, output, gateUp, down) = (projections[0], projections[1], projections[2], projections[3])
    }

    /// - Parameter keeps: whether the tape holds everything, or the input only; nil for no tape.
    func forward(_ stream: Stream, keeps: Bool?) throws -> (stream: Stream, tape: Tape?) {
        let normalized = try layer.attentionNorm.forward(stream.residual, adding: stream.addend)
        let (joint, queryKeyValueTape) = try queryKeyValue.forward(normalized.output)
        let headNorms = try HeadNorms.normalize(joint, layer)
        try rows.rotation.rotate(joint, layer.heads)
        let attended = try rows.attention.forward(joint)
        let (attention, outputTape) = try output.forward(attended.output)
        let middle = try layer.feedForwardNorm.forward(normalized.sum, adding: attention)
        let (gateUp, gateUpTape) = try self.gateUp.forward(middle.output)
        let (fed, downTape) = try down.forward(SwiGLU.forward(gateUp))
        let kept =
            keeps == true
            ? Kept(
                inputInverseRMS: normalized.inverseRMS, joint: joint, headNorms: headNorms, attended: attended,
                middle: middle.sum, middleInverseRMS: middle.inverseRMS, gateUp: gateUp,
                tapes: (queryKeyValueTape, outputTape, gateUpTape, downTape)) : nil
        return (Stream(residual: middle.sum, addend: fed), keeps.map { _ in Tape(input: normalized.sum, kept: kept) })
    }

    /// The gradient of the layer's input by that of its output; the adapter's gradients are added up on the way.
    ///
    /// - Returns: nil when `needsInput` is false.
    func backward(_ gradient: Tensor, _ tape: Tape, needsInput: Bool, to gradients: AdapterGradients) throws -> Tensor?
    {
        guard let kept = try tape.kept ?? forward(Stream(residual: tape.input, addend: nil), keeps: true).tape?.kept
        else { return nil }
        let middleGradient = try feedForwardGradient(gradient, kept, to: gradients)
        let attendedGradient = try output.inputGradient(middleGradient)
        try output.addParameterGradients(
            middleGradient, reducedGradient: attendedGradient.reduced, input: kept.attended.output, kept.tapes.output,
            to: gradients)
        let joint = try rows.attention.backward(attendedGradient.input, of: kept.attended, joint: kept.joint)
        try rows.inverseRotation.rotate(joint, layer.heads)
        try kept.headNorms?.applyGradient(to: joint, layer)
        let normalized = try layer.attentionNorm.forward(tape.input)
        guard needsInput else {
            try queryKeyValue.addParameterGradients(
                joint, reducedGradient: queryKeyValue.reducedGradient(joint), input: normalized.output,
                kept.tapes.queryKeyValue, to: gradients)
            return nil
        }
        let input = try queryKeyValue.inputGradient(joint)
        try queryKeyValue.addParameterGradients(
            joint, reducedGradient: input.reduced, input: normalized.output, kept.tapes.queryKeyValue, to: gradients)
        return try layer.attentionNorm.backward(
            input.input, of: (tape.input, kept.inputInverseRMS), adding: middleGradient)
    }

    /// The gradient of the stream between attention and feed-forward.
    private func feedForwardGradient(_ gradient: Tensor, _ kept: Kept, to gradients: AdapterGradients) throws -> Tensor
    {
        let activationGradient = try down.inputGradient(gradient)
        let gated = try SwiGLU.backward(activationGradient.input, gateUp: kept.gateUp)
        try down.addParameterGradients(
            gradient, reducedGradient: activationGradient.reduced, input: gated.activation, kept.tapes.down,
            to: gradients)
        let normalizedGradient = try gateUp.inputGradient(gated.gateUp)
        let normalized = try layer.feedForwardNorm.forward(kept.middle)
        try gateUp.addParameterGradients(
            gated.gateUp, reducedGradient: normalizedGradient.reduced, input: normalized.output, kept.tapes.gateUp,
            to: gradients)
        return try layer.feedForwardNorm.backward(
            normalizedGradient.input, of: (kept.middle, kept.middleInverseRMS), adding: gradient)
    }
}

/// What all layers of one pass share: where rows begin, and how their tokens are turned.
struct PackedRowsContext {
    let attention: CausalAttention
    let rotation: RotaryPositions
    let inverseRotation: RotaryPositions

    init(lengths: [Int], positions: [Int], _ model: LanguageModel) throws {
        let c = model.configuration
        attention = CausalAttention(
            try PackedRows(lengths: lengths, on: model.device),
            .init(queries: c.headCount, keyValues: c.keyValueHeadCount, size: c.headSize))
        rotation = try model.rotary.rotaryPositions(positions, device: model.device)
        inverseRotation = try rotation.inverse
    }
}

extension AdaptedProjection.Dropout {
    /// Nil where the adapter has no dropout, or the pass draws none.
    init?(_ adapter: LowRankAdapter?, seed: UInt64?, _ index: UInt64) {
        guard let seed, let probability = adapter?.configuration.dropout, probability > 0 else { return nil }
        self.init(probability: probability, seed: seed &+ index &* 0x9E37_79B9_7F4A_7C15)
    }
}
