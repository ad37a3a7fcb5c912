import Kernels
import Torch

/// Rotary position embeddings (Su et al. 2021), in the layout that rotates each half of a head against the other.
struct RotaryEmbedding: Sendable {
    private let frequencies: [Double]
    private let magnitude: Double

    init(_ configuration: DecoderConfiguration) {
        (frequencies, magnitude) = configuration.ropeScaling.frequencies(
            headSize: configuration.headSize, theta: configuration.ropeTheta)
    }

    /// The rotation at each of `positions`, `[tokens]`.
    func rotation(at positions: [Int], dtype: DType, device: Device) throws -> Rotation {
        let turns = try rotaryPositions(positions, device: device)
        let (cosine, sine) = (try turns.cosine.unsqueezed(1), try turns.sine.unsqueezed(1))
        return Rotation(
            cosine: try Tensor.concatenate([cosine, cosine], 2).to(dtype),
            signedSine: try Tensor.concatenate([-sine, sine], 2).to(dtype),
            half: frequencies.count)
    }

    /// The cosines and sines at each of `positions`, `[tokens, head size / 2]`, float32.
    func rotaryPositions(_ positions: [Int], device: Device) throws -> RotaryPositions {
        let steps = try Tensor(positions.map(Float.init), shape: [positions.count, 1])
        let angles = try steps * Tensor(frequencies.map(Float.init))
        return RotaryPositions(
            cosine: try (Operator.cosine(.tensor(angles)) * magnitude).to(device),
            sine: try (Operator.sine(.tensor(angles)) * magnitude).to(device))
    }
}

/// The cosines and sines of one batch's positions, `[tokens, 1, head size]`.
struct Rotation: Sendable {
    let cosine: Tensor
    /// The first half negated, so that a rotation is two products and a sum.
    let signedSine: Tensor
    let half: Int

    /// The heads of `x`, `[tokens, heads, head size]`, turned by their positions.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let swapped = try Operator.roll(.tensor(x), .ints([half]), .ints([2]))
        return try Operator.addProduct(.tensor(x * cosine), .tensor(swapped), .tensor(signedSine))
    }
}

extension Operator {
    fileprivate static let cosine = Operator("aten::cos")
    fileprivate static let sine = Operator("aten::sin")
    fileprivate static let roll = Operator("aten::roll")
    fileprivate static let addProduct = Operator("aten::addcmul")
}
