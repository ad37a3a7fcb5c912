import Foundation
import Generation
import Kernels
import LanguageModels
import ModelFiles
import Provenance
import Torch
import Training

/// Proves on this machine that a device computes what the CPU computes: logits, gradients, training and sampling.
///
/// The model is a small one with random weights, written to a checkpoint and loaded as any other.
package struct SelfTest {
    /// One check with what was measured.
    package struct Check: Sendable {
        package let name: String
        package let measured: String
        package let expected: String
        package let passed: Bool
    }

    private let device: Device
    private let folder: URL
    private let sequences = [[5, 9, 33, 71, 12, 64], [100, 3, 77], Array(20..<52)]

    package init(device: Device) throws {
        self.device = device
        folder = FileManager.default.temporaryDirectory.appending(path: "candor-self-test-\(UUID().uuidString)")
    }

    /// Runs every check and removes what it wrote.
    package func run() throws -> [Check] {
        defer { try? FileManager.default.removeItem(at: folder) }
        try RandomCheckpoint.small().write(to: folder)
        let reference = try LanguageModel(loading: folder, dtype: .float32, device: .cpu)
        let exact = try LanguageModel(loading: folder, dtype: .float32, device: device)
        let rounded = try LanguageModel(loading: folder, dtype: .bfloat16, device: device)
        return [
            try logits(exact, reference, "logits fp32", within: 1e-3),
            try logits(rounded, reference, "logits bf16", within: 5e-2),
            try gradients(exact, reference),
            try training(rounded),
            try resumedTraining(rounded),
            try greedy(exact, reference),
            try seededSampling(rounded),
            try kernels(.float32),
            try kernels(.bfloat16),
        ]
    }

    /// Each operation of a decoder on the device beside its plain form on the CPU in float32.
    private func kernels(_ dtype: DType) throws -> Check {
        let findings = try KernelSelfTest.run(on: device, dtype)
        let wrong = findings.filter { !$0.isRight }
        return Check(
            name: "kernels \(dtype == .float32 ? "fp32" : "bf16")",
            measured: wrong.first.map { "\($0)" } ?? "\(findings.count) of \(findings.count) as the plain forms",
            expected: "all", passed: wrong.isEmpty)
    }

    private func logits(
        _ model: LanguageModel, _ reference: LanguageModel, _ name: String, within tolerance: Double
    ) throws -> Check {
        try recordingGradients(false) {
            let expected = try reference.logits(sequences)
            let distance = try (model.logits(sequences).to(.cpu).to(.float32) - expected).absolute().maximum().scalar()
            return limit(name, try distance / expected.absolute().maximum().scalar(), tolerance)
        }
    }

    private func gradients(_ model: LanguageModel, _ reference: LanguageModel) throws -> Check {
        let norms = try [model, reference].map { model in
            try trainer(model).step(rows).gradientNorm
        }
        return limit("LoRA gradient norm fp32", abs(norms[0] - norms[1]) / norms[1], 1e-3)
    }

    private func training(_ model: LanguageModel) throws -> Check {
        let trainer = try trainer(model)
        let losses = try (0..<30).map { _ in try trainer.step(rows).loss }
        return Check(
            name: "training bf16, 30 steps", measured: String(format: "loss %.3f → %.3f", losses[0], losses[29]),
            expected: "below half", passed: losses[29] < losses[0] / 2)
    }

    /// Would fail if the device drew other dropout after a checkpoint; not every operator of a GPU repeats itself bit for bit.
    private func resumedTraining(_ model: LanguageModel) throws -> Check {
        let whole = try trainer(model, dropout: 0.5)
        for _ in 0..<3 { try whole.step(rows) }
        let resumed = try trainer(model, dropout: 0.5)
        try resumed.restore(whole.checkpoint(key: SHA256Digest(ofUTF8: "self-test"), heldOutLossBefore: 0))
        let losses = try [whole, resumed].map { trainer in try (0..<3).map { _ in try trainer.step(rows).loss } }
        let distance = zip(losses[0], losses[1]).map { abs($0 - $1) / $0 }.max() ?? .infinity
        return limit("training bf16 with dropout, resumed", distance, 1e-2)
    }

    private func greedy(_ model: LanguageModel, _ reference: LanguageModel) throws -> Check {
        let results = try [model, reference].map { try generate($0, temperature: 0) }
        let equal = zip(results[0], results[1]).count { $0 == $1 }
        return Check(
            name: "greedy decoding fp32", measured: "\(equal) of \(sequences.count) sequences equal the CPU's",
            expected: "all", passed: equal == sequences.count)
    }

    private func seededSampling(_ model: LanguageModel) throws -> Check {
        let together = try generate(model, temperature: 1)
        let again = try generate(model, temperature: 1)
        return Check(
            name: "sampling bf16, same seeds", measured: together == again ? "the same tokens" : "different tokens",
            expected: "the same tokens", passed: together == again)
    }

    private func generate(_ model: LanguageModel, temperature: Double) throws -> [[Int]] {
        let requests = sequences.enumerated().map { index, prompt in
            GenerationRequest(
                id: "\(index)", prompt: prompt,
                settings: SamplingSettings(temperature: temperature, topP: 0.95, maximumTokens: 24),
                key: RandomKey(experimentSeed: 1, stage: "self-test", recordID: "\(index)"))
        }
        return try BatchGenerator(model) { _ in [] }.generate(requests).map(\.tokens)
    }

    private var rows: [TrainingRow] {
        sequences.enumerated().map { index, tokens in
            TrainingRow(id: "\(index)", tokens: tokens, weights: tokens.indices.map { $0 > 1 ? 1 : 0 })
        }
    }

    private func trainer(_ model: LanguageModel, dropout: Double = 0) throws -> Trainer {
        let adapter = try LowRankAdapter(
            for: model, AdapterConfiguration(rank: 8, alpha: 16, dropout: dropout), seed: 3)
        return try Trainer(
            model, adapter,
            .init(
                schedule: LearningRateSchedule(peak: 0.02, shape: .constant, warmupFraction: 0, totalSteps: 30), seed: 3
            ))
    }

    private func limit(_ name: String, _ value: Double, _ tolerance: Double) -> Check {
        Check(
            name: name, measured: String(format: "%.1e apart", value),
            expected: String(format: "at most %.0e", tolerance),
            passed: value <= tolerance)
    }
}
