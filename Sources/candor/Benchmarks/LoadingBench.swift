import ArgumentParser
import Foundation
import LanguageModels
import ModelFiles
import Torch

/// Loading of a checkpoint that the system has to read from its disk.
struct LoadingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loading", abstract: "Measure loading a checkpoint beside its disk and the way to the device.",
        discussion: "The files are put out of the system's cache first; `write-checkpoint` makes large ones.")

    @Option(help: "A folder with config.json and safetensors, or a .gguf file.") var model: String
    @OptionGroup var device: DeviceOptions
    @Option(help: "bf16 or fp32.") var precision = BenchOptions.Precision.bf16
    @Option(help: "Times that the model is loaded; the best counts.") var repeats = 2
    @Flag(help: "Print the measurement as one line of JSON.") var json = false

    func run() throws {
        let device = try device.resolve()
        let url = URL(filePath: model)
        let files = try CheckpointFiles(of: url)
        // A CUDA device has no record of its memory before the first tensor.
        _ = try Tensor.zeros([1], on: device)
        try PeakMemory.forget(device)
        var best = (disk: 0.0, cold: 0.0, warm: 0.0)
        for _ in 0..<max(repeats, 1) {
            best.disk = max(best.disk, try files.diskRate())
            try files.dropFromCache()
            best.cold = max(best.cold, try loadRate(url, device, files.byteCount))
            best.warm = max(best.warm, try loadRate(url, device, files.byteCount))
        }
        let peakMemory = try PeakMemory.gigabytes(device)
        let transfer = try Self.transferRate(to: device)
        let slower = min(best.disk, transfer)
        var details = [
            "disk, GB/s": best.disk / 1e9, "to the device, GB/s": transfer / 1e9,
            "from the cache, GB/s": best.warm / 1e9,
            "s": Double(files.byteCount) / best.cold,
        ]
        details["peak memory, GB"] = peakMemory
        try Benchmark(
            "loading", on: device,
            settings: [
                "model": url.lastPathComponent, "precision": precision.rawValue,
                "size": String(format: "%.2f GB in %d files", Double(files.byteCount) / 1e9, files.urls.count),
            ], rate: best.cold / 1e9, unit: "GB/s",
            bound: (slower / 1e9, "the \(best.disk < transfer ? "disk" : "way to the device")"), details: details
        ).print(asJSON: json)
    }

    private func loadRate(_ url: URL, _ device: Device, _ bytes: Int) throws -> Double {
        Double(bytes)
            / (try device.seconds { _ = try LanguageModel(loading: url, dtype: precision.dtype, device: device) })
    }

    /// Bytes a second from page-locked memory to a GPU, or from memory to memory.
    private static func transferRate(to device: Device) throws -> Double {
        let count = 128 << 20
        let source = try device == .cpu ? Tensor.zeros([count], .bfloat16) : .pinned(count, .bfloat16)
        let target = try Tensor.zeros([count], .bfloat16, on: device)
        let best = try (0..<5).map { _ in try device.seconds { try target.copyInPlace(from: source) } }.min()
        return Double(2 * count) / (best ?? .infinity)
    }
}
