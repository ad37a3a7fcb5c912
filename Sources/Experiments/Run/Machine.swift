import Foundation

/// The version of this program.
package enum CandorVersion {
    package static let current = "0.1.0"
}

/// The machine that a run is made on.
package enum Machine {
    /// Processor, cores and memory, such as `AMD EPYC, 2 cores, 24 GB`.
    package static var description: String {
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(processor), \(cores) cores, \(Int(memory.rounded())) GB"
    }

    /// The processor's name as Linux tells it.
    package static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
            ?? "unknown processor"
    }
}
