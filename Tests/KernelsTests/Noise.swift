import Testing
import Torch

enum Noise {
    /// Normally distributed float32, the same for the same seed.
    static func tensor(_ shape: [Int], _ seed: UInt64) throws -> Tensor {
        let tensor = try Tensor.empty(shape, .float32)
        _ = try Operator("aten::normal_")(.tensor(tensor), 0.0, 1.0, .generator(TorchGenerator(seed: seed, on: .cpu)))
        return tensor
    }
}

/// ‖a − b‖ / ‖b‖, in float32.
func distance(_ a: Tensor?, _ b: Tensor) throws -> Double {
    let difference = try #require(a).to(.float32) - b.to(.float32)
    return try difference.norm().scalar() / max(b.to(.float32).norm().scalar(), 1e-30)
}
