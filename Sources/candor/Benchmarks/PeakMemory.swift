import Torch

/// The most memory held at once: by tensors on a GPU, by the process otherwise.
enum PeakMemory {
    /// Begins to measure anew, where the system lets it.
    static func forget(_ device: Device) throws {
        guard case .cuda(let index) = device else { return ProcessUsage.forgetPeakMemory() }
        try CUDA.forgetPeakMemory(of: index)
    }

    /// In GB; nil where the system does not tell.
    static func gigabytes(_ device: Device) throws -> Double? {
        guard case .cuda(let index) = device else { return ProcessUsage.peakMemory.map { Double($0) / 1e9 } }
        return Double(try CUDA.peakMemory(of: index)) / 1e9
    }
}
