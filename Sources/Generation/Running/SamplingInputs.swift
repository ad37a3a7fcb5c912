import Kernels
import Torch

/// How the tokens of some rows are chosen on a device, in tensors that stay where they are.
struct SamplingInputs {
    private let rows: Int
    /// Temperatures, top-p and uniform numbers, and top-k as the bits of int32: float32, `[4 · rows]`.
    private let inputs: Tensor
    private let uniforms: Tensor
    private let sampling: TokenSampling

    init(rows: Int, on device: Device) throws {
        self.rows = rows
        let inputs = try Tensor.zeros([4 * rows], .float32, on: device)
        self.inputs = inputs
        func field(_ index: Int) throws -> Tensor { try inputs.narrowed(0, from: index * rows, count: rows) }
        uniforms = try field(2)
        sampling = TokenSampling(
            temperatures: try field(0), topK: try field(3).viewed(as: .int32), topP: try field(1))
    }

    /// Queues the copy of what the next tokens of the sequences need; further rows take the likeliest token.
    func load(_ sequences: [RunningSequence]) throws {
        let host = try Tensor.pinned(inputs.count, .float32)
        try host.withMutableBytes { bytes in
            let values = bytes.bindMemory(to: Float.self)
            for row in 0..<rows {
                let sequence = row < sequences.count ? sequences[row] : nil
                let settings = sequence?.request.settings
                values[row] = Float(settings?.temperature ?? 0)
                values[rows + row] = Float(settings?.topP ?? 1)
                values[2 * rows + row] = sequence.map { Self.belowOne($0.choice.uniform) } ?? 0
                values[3 * rows + row] = Float(bitPattern: UInt32(settings?.topK ?? 0))
            }
        }
        try inputs.queueCopyInPlace(from: host)
    }

    /// - Parameter logits: `[rows, vocabulary]`.
    func choose(_ logits: Tensor) throws -> TokenSampling.Chosen {
        guard let chosen = try sampling.choose(logits, uniforms: uniforms) else {
            throw TorchError(
                .operation, operation: "sampling on \(logits.device)", message: "no kernel takes \(logits.shape) logits"
            )
        }
        return chosen
    }

    /// The nearest float32 that is still below 1.
    private static func belowOne(_ uniform: Double) -> Float { min(Float(uniform), Float(1).nextDown) }
}

/// Tokens on their way from the device.
struct FetchedTokens {
    private let count: Int
    private let ids: Tensor
    private let logProbabilities: Tensor

    /// Queues the copies; they are there when an event after them is.
    init(_ chosen: TokenSampling.Chosen, count: Int) throws {
        self.count = count
        ids = try Tensor.pinned(chosen.tokens.count, .int64)
        logProbabilities = try Tensor.pinned(chosen.tokens.count, .float32)
        try ids.queueCopyInPlace(from: chosen.tokens)
        try logProbabilities.queueCopyInPlace(from: chosen.logProbabilities)
    }

    func tokens() throws -> [(token: Int, logProbability: Double)] {
        let values = try zip(ids.integers(), logProbabilities.floats())
        return values.prefix(count).map { ($0, Double($1)) }
    }
}
