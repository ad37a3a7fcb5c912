import Foundation
import Torch

/// Which number format a device computes a model in fastest.
package struct ComputePrecision: Sendable {
    package let dtype: DType
    /// Model-shaped products in bfloat16 and float32 on one core, in GFLOP/s; nil where nothing was measured.
    package let measured: (bfloat16: Double, float32: Double)?

    /// bfloat16 on CUDA; on the CPU whichever multiplies faster, by a short measurement.
    ///
    /// bfloat16 must win clearly: float32 is the more exact.
    package init(fastestOn device: Device) throws {
        guard device == .cpu else {
            (dtype, measured) = (.bfloat16, nil)
            return
        }
        // One thread: with several, another program on the machine would decide the outcome.
        let threads = LibTorch.threadCount
        LibTorch.threadCount = 1
        defer { LibTorch.threadCount = threads }
        let rates = (bfloat16: try Self.rate(.bfloat16), float32: try Self.rate(.float32))
        measured = rates
        dtype = rates.bfloat16 > 1.2 * rates.float32 ? .bfloat16 : .float32
    }

    /// GFLOP/s of a product as in the layers of a small model; the best of a few.
    private static func rate(_ dtype: DType) throws -> Double {
        let input = try Tensor.randn([256, 576]).to(dtype)
        let weight = try Tensor.randn([1_536, 576]).to(dtype)
        _ = try input.linear(weight)
        let best =
            try (0..<12).map { _ in
                let start = ContinuousClock.now
                _ = try input.linear(weight)
                return (ContinuousClock.now - start) / .seconds(1)
            }.min() ?? .infinity
        return 2 * 256 * 576 * 1_536 / best / 1e9
    }
}
