import Endpoints
import Foundation
import Torch

/// What a machine has to run an experiment with.
package struct MachineResources: Sendable, Hashable {
    /// How fast models are computed in one number format.
    package struct Speed: Sendable, Hashable {
        /// Operations of floating point in large products, on all cores.
        package var operationsPerSecond: Double
        package var bytesPerParameter: Int
        /// How fast weights are read.
        package var bytesPerSecond: ClosedRange<Double>
    }

    /// Bytes that programs on the device may use.
    package var memory: Int
    /// Bytes that are free where the run's folder is or will be; nil if that cannot be told.
    package var freeDisk: Int?
    /// By precision, `bf16` and `fp32`; empty where nothing was measured.
    package var speeds: [String: Speed]

    package init(memory: Int, freeDisk: Int?, speeds: [String: Speed]) {
        self.memory = memory
        self.freeDisk = freeDisk
        self.speeds = speeds
    }

    /// Looks at a device and measures it for a moment.
    package init(of device: Device, writingTo folder: URL) throws {
        freeDisk = Self.freeDisk(at: folder)
        if case .cuda(let index) = device {
            memory = try CUDA.memory(of: index).free
            speeds = [:]
        } else {
            memory = min(Int(ProcessInfo.processInfo.physicalMemory), Self.containerLimit ?? .max)
            speeds = try Self.processorSpeeds()
        }
    }

    func speed(in precision: String?) -> Speed? { precision.flatMap { speeds[$0] } }

    /// What ordinary machines read a second; not measured.
    private static let memoryBandwidth = 5e9...40e9

    private static func processorSpeeds() throws -> [String: Speed] {
        guard let measured = try ComputePrecision(fastestOn: .cpu).measured else { return [:] }
        func speed(_ gigaflops: Double, _ bytes: Int) -> Speed {
            Speed(
                operationsPerSecond: gigaflops * 1e9 * Double(LibTorch.threadCount), bytesPerParameter: bytes,
                bytesPerSecond: memoryBandwidth)
        }
        return ["bf16": speed(measured.bfloat16, 2), "fp32": speed(measured.float32, 4)]
    }

    /// What a container may use, which is less than what the machine has.
    private static var containerLimit: Int? {
        let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        return files.lazy.compactMap { file in
            (try? String(contentsOfFile: file, encoding: .utf8)).flatMap {
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }.first
    }

    /// The free space of the disk that a folder is on, or will be.
    private static func freeDisk(at folder: URL) -> Int? {
        let attributes = try? FileManager.default.attributesOfFileSystem(
            forPath: folder.nearestExisting.path(percentEncoded: false))
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }
}

extension URL {
    /// The file or folder itself, or the innermost of those around it that exists.
    var nearestExisting: URL {
        var place = standardizedFileURL.absoluteURL
        while !FileManager.default.fileExists(atPath: place.path(percentEncoded: false)), place.path != "/" {
            place.deleteLastPathComponent()
        }
        return place
    }
}
