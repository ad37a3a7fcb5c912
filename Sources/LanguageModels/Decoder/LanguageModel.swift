import Kernels
import Torch

/// A decoder-only transformer with frozen weights.
///
/// One model serves training, sampling with any adapter, and the base model as control: an adapter is handed to each forward
/// pass and never changes the weights.
package struct LanguageModel: Sendable {
    package let configuration: DecoderConfiguration
    package let dtype: DType
    package let device: Device
    let embedding: Tensor
    let layers: [DecoderLayer]
    let finalNorm: RMSNormalization
    let head: Projection
    let rotary: RotaryEmbedding

    init(
        configuration: DecoderConfiguration, embedding: Tensor, layers: [DecoderLayer], finalNorm: RMSNormalization,
        head: Projection
    ) {
        self.configuration = configuration
        self.dtype = embedding.dtype
        self.device = embedding.device
        self.embedding = embedding
        self.layers = layers
        self.finalNorm = finalNorm
        self.head = head
        self.rotary = RotaryEmbedding(configuration)
    }

    /// All linear layers, in the order of the forward pass.
    package var projections: [Projection] {
        layers.flatMap { [$0.queryKeyValue, $0.output, $0.gateUp, $0.down] } + [head]
    }

    /// The normalised hidden states of flat tokens.
    ///
    /// - Parameters:
    ///   - tokens: `[tokens]`, the sequences of the batch one after the other.
    ///   - positions: the position of each token in its sequence.
    ///   - attention: how the tokens see each other.
    ///   - adapter: applied to the linear layers, if any.
    /// - Returns: `[tokens, hidden size]`.
    package func hiddenStates(
        _ tokens: Tensor, positions: [Int], attention: any Attention, adapter: LowRankAdapter? = nil
    ) throws -> Tensor {
        let active = adapter.map { ActiveAdapter($0, dtype: dtype) }
        let rotation = try rotary.rotation(at: positions, dtype: dtype, device: device)
        var hidden = try embedding.embedding(tokens)
        for layer in layers {
            hidden = try layer(hidden, rotation, attention, active)
        }
        return try finalNorm(hidden)
    }

    /// The logits of hidden states: `[tokens, vocabulary size]`.
    package func logits(_ hidden: Tensor, adapter: LowRankAdapter? = nil) throws -> Tensor {
        try head(hidden, adapter.map { ActiveAdapter($0, dtype: dtype) })
    }

    /// The logits of whole sequences, one after the other: `[tokens, vocabulary size]`.
    package func logits(_ sequences: [[Int]], adapter: LowRankAdapter? = nil) throws -> Tensor {
        let hidden = try hiddenStates(
            Tensor(sequences.flatMap { $0 }, on: device), positions: sequences.flatMap { Array($0.indices) },
            attention: PackedAttention(lengths: sequences.map(\.count), for: self), adapter: adapter)
        return try logits(hidden, adapter: adapter)
    }
}
