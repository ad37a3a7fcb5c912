import CTorch

/// Where a tensor lives and is computed on.
package enum Device: Sendable, Hashable, CustomStringConvertible {
    case cpu
    /// The CUDA device with this index.
    case cuda(Int)

    /// The device that `text` names: `cpu`, `cuda` or `cuda:1`; nil for anything else.
    package init?(_ text: String) {
        switch text {
        case "cpu": self = .cpu
        case "cuda": self = .cuda(0)
        default:
            guard text.hasPrefix("cuda:"), let index = Int(text.dropFirst(5)), index >= 0 else { return nil }
            self = .cuda(index)
        }
    }

    package var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    /// Waits until everything asked of the device is done; nothing to wait for on the CPU.
    package func synchronize() throws(TorchError) {
        guard case .cuda(let index) = self else { return }
        try check(ctorch_cuda_synchronize(Int32(index)), "cuda synchronize")
    }

    /// libtorch's index of the device: -1 for the CPU.
    var cudaIndex: Int {
        switch self {
        case .cpu: -1
        case .cuda(let index): index
        }
    }
}

/// The CUDA devices of this machine.
package enum CUDA {
    /// Loads libtorch's CUDA half.
    ///
    /// libtorch looks for CUDA once, at the first operator; so this must come before any tensor is made.
    package static func load() throws(TorchError) {
        guard ctorch_cuda_load() == CTORCH_OK else {
            throw TorchError(.missingDevice, operation: "loading libtorch_cuda", message: lastMessage())
        }
    }

    /// How many CUDA devices can be used; 0 when `load()` was not called or failed.
    package static var deviceCount: Int { Int(ctorch_cuda_device_count()) }

    /// Free and total memory of a device, in bytes.
    package static func memory(of index: Int) throws(TorchError) -> (free: Int, total: Int) {
        var free = 0
        var total = 0
        try check(ctorch_cuda_memory(Int32(index), &free, &total), "cuda memory")
        return (free, total)
    }

    /// The most memory, in bytes, that tensors on a device have held at once since the start, or since it was last forgotten.
    package static func peakMemory(of index: Int) throws(TorchError) -> Int {
        var bytes = 0
        try check(ctorch_cuda_peak_memory(Int32(index), &bytes), "cuda peak memory")
        return bytes
    }

    /// Begins to measure the peak anew.
    package static func forgetPeakMemory(of index: Int) throws(TorchError) {
        try check(ctorch_cuda_forget_peak_memory(Int32(index)), "cuda peak memory")
    }

    /// Gives memory that libtorch keeps for reuse back to the device.
    package static func emptyCache() throws(TorchError) {
        try check(ctorch_cuda_empty_cache(), "cuda empty cache")
    }
}
