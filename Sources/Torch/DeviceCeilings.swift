/// What a device does at best, by a short measurement: no program on it can be faster.
package struct DeviceCeilings: Sendable {
    /// FLOP/s of a large product of square matrices.
    package let arithmetic: Double
    /// Bytes a second that a copy or a sum of a tensor far larger than any cache reads and writes.
    package let bandwidth: Double

    package init(arithmetic: Double, bandwidth: Double) {
        self.arithmetic = arithmetic
        self.bandwidth = bandwidth
    }

    /// Measures them.
    package init(of device: Device, dtype: DType) throws {
        arithmetic = try Self.arithmetic(of: device, dtype: dtype)
        let bytes = device == .cpu ? 512 << 20 : 4 << 30
        let source = try Tensor.zeros([bytes / 4], on: device)
        let target = try Tensor.zeros([bytes / 4], on: device)
        let copy = try Self.fastest(device) { try target.copyInPlace(from: source) }
        let sum = try Self.fastest(device) { _ = try source.sum() }
        bandwidth = Double(bytes) * max(2 / copy, 1 / sum)
    }

    /// Measures the arithmetic alone, in less than a second.
    package static func arithmetic(of device: Device, dtype: DType) throws -> Double {
        let size = device == .cpu ? 2_048 : 8_192
        let left = try Tensor.randn([size, size], on: device).to(dtype)
        let right = try Tensor.randn([size, size], on: device).to(dtype)
        let product = try fastest(device) { _ = try left.linear(right) }
        return 2 * Double(size) * Double(size) * Double(size) / product
    }

    /// The seconds that `work` takes at best.
    private static func fastest(_ device: Device, _ work: () throws -> Void) throws -> Double {
        let runs = device == .cpu ? 1 : 5
        return try (0..<8).map { _ in
            try device.seconds { for _ in 0..<runs { try work() } } / Double(runs)
        }.min() ?? .infinity
    }
}

extension Device {
    /// The seconds that `work` takes, all that it asks of the device included.
    package func seconds(_ work: () throws -> Void) throws -> Double {
        try synchronize()
        let start = ContinuousClock.now
        try work()
        try synchronize()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
