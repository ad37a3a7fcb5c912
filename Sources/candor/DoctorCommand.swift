import ArgumentParser
import Endpoints
import Evaluation
import Experiments
import Foundation
import Torch

/// `candor doctor`: what this machine has, and whether it computes correctly.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the machine, libtorch, devices, disk and models.")

    @OptionGroup var device: DeviceOptions
    @Flag(help: "Compare the device with the CPU: logits, gradients, training, sampling.") var selfTest = false

    func run() async throws {
        let device = try device.resolve()
        var isWell = true
        func line(_ name: String, _ value: String, ok: Bool = true, remedy: String = "") {
            isWell = isWell && ok
            print(" \(ok ? "✓" : "✗") \(Self.padded(name)) \(value)")
            if !ok, !remedy.isEmpty { print("   → \(remedy)") }
        }
        line("machine", Machine.description)
        line("libtorch", "\(LibTorch.version), \(LibTorch.threadCount) threads")
        line("device", try describe(device))
        let precision = try ComputePrecision(fastestOn: device)
        if let rates = precision.measured {
            let chosen = precision.dtype == .bfloat16 ? "bf16" : "fp32"
            line(
                "precision",
                String(format: "bf16 %.0f, fp32 %.0f GFLOP/s on one core: auto takes ", rates.bfloat16, rates.float32)
                    + chosen)
        }
        let free = try freeDisk()
        line(
            "free disk", String(format: "%.1f GB", free), ok: free > 1,
            remedy: "a run needs some hundred MB: make room, or use --out on another disk")
        for name in ModelReference.registry.keys.sorted() {
            do {
                let reference = try ModelReference(name, relativeTo: URL(filePath: "."))
                line("model \(name)", reference.url.path(percentEncoded: false))
            } catch {
                // A machine may well do without the default model; only what is broken fails.
                print(" – \(Self.padded("model \(name)")) missing\n   → \(error)")
            }
        }
        do {
            let versions = await AnalyserPanel(in: try .located()).versions().sorted { $0.key < $1.key }
            line("code analysers", versions.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        } catch {
            print(" – \(Self.padded("code analysers")) missing\n   → \(error)")
        }
        if selfTest {
            for check in try SelfTest(device: device).run() {
                line(check.name, "\(check.measured) (\(check.expected))", ok: check.passed)
            }
        }
        guard isWell else { throw ExitCode.failure }
    }

    private static func padded(_ name: String) -> String { name.padding(toLength: 30, withPad: " ", startingAt: 0) }

    private func describe(_ device: Device) throws -> String {
        guard case .cuda(let index) = device else { return "cpu" }
        let memory = try CUDA.memory(of: index)
        return String(
            format: "%@ of %d, %.1f of %.1f GB free", device.description, CUDA.deviceCount, Double(memory.free) / 1e9,
            Double(memory.total) / 1e9)
    }

    private func freeDisk() throws -> Double {
        let attributes = try FileManager.default.attributesOfFileSystem(
            forPath: FileManager.default.currentDirectoryPath)
        return ((attributes[.systemFreeSize] as? NSNumber)?.doubleValue ?? 0) / 1e9
    }
}
