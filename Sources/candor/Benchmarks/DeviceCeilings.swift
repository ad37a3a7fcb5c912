import Torch

/// What a device does at best, by a short measurement: no program on it can be faster.
struct DeviceCeilings {
    /// FLOP/s of a large product of square matrices.
    let arithmetic: Double
    /// Bytes a second that a copy or a sum of a tensor far larger than any cache reads and writes.
    let bandwidth: Double

    init(arithmetic: Double, bandwidth: Double) {
        self.arithmetic = arithmetic
        self.bandwidth = bandwidth
    }

    /// Measures them.
    init(of device: Device, dtype: DType) throws {
        let size = device == .cpu ? 2_048 : 8_192
        let left = try Tensor.randn([size, size], on: device).to(dtype)
        let right = try Tensor.randn([size, size], on: device).to(dtype)
        let product = try Self.fastest(device) { _ = try left.linear(right) }
        arithmetic = 2 * Double(size) * Double(size) * Double(size) / product

        let bytes = device == .cpu ? 512 << 20 : 4 << 30
        let source = try Tensor.zeros([bytes / 4], on: device)
        let target = try Tensor.zeros([bytes / 4], on: device)
        let copy = try Self.fastest(device) { try target.copyInPlace(from: source) }
        let sum = try Self.fastest(device) { _ = try source.sum() }
        bandwidth = Double(bytes) * max(2 / copy, 1 / sum)
    }

    /// The seconds that `work` takes at best.
    private static func fastest(_ device: Device, _ work: () throws -> Void) throws -> Double {
        let runs = device == .cpu ? 1 : 5
        return try (0..<8).map { _ in
            try seconds(device) { for _ in 0..<runs { try work() } } / Double(runs)
        }.min() ?? .infinity
    }
}

/// The seconds that `work` takes on `device`.
func seconds(_ device: Device, _ work: () throws -> Void) throws -> Double {
    try device.synchronize()
    let start = ContinuousClock.now
    try work()
    try device.synchronize()
    return (ContinuousClock.now - start) / .seconds(1)
}
