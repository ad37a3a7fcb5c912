import Foundation

extension Device {
    /// Bytes that nothing uses: on the CPU what the system could give without swapping; on a CUDA device what is left when
    /// libtorch has given back what it keeps for reuse.
    package func freeMemory() throws(TorchError) -> Int {
        switch self {
        case .cuda(let index):
            try CUDA.emptyCache()
            return try CUDA.memory(of: index).free
        case .cpu:
            let line = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8))?
                .split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
            let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return kibibytes.map { $0 << 10 } ?? Int(ProcessInfo.processInfo.physicalMemory / 2)
        }
    }
}
