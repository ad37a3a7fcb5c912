import Foundation
import LanguageModels
import Testing
import Torch

@testable import candor

/// The benchmarks measure what they say, in the terms that `Benchmarks/` reads.
@Suite struct BenchmarkTests {
    @Test func lengthsAreMixedAroundSixHundredAndNoneIsAbove2048() {
        for count in [64, 200] {
            let lengths = TrainingRows.mixedLengths(count)
            #expect(lengths.count == count)
            #expect(abs(lengths.reduce(0, +) / count - 600) <= 6)
            #expect(lengths.max() == 2_048)
            #expect(lengths == lengths.sorted())
        }
    }

    @Test func rowsAreReadFromWhatTheOptionSays() throws {
        let uniform = try TrainingRows(argument: "3x17").rows(vocabulary: 40)
        #expect(uniform.map(\.tokens.count) == [17, 17, 17])
        #expect(uniform.map(\.supervisedCount) == [16, 16, 16])
        #expect(Set(uniform.flatMap(\.tokens)).isSubset(of: Set(0..<40)))
        #expect(uniform[0].tokens != uniform[1].tokens)
        let again = try TrainingRows(argument: "3x17").rows(vocabulary: 40)
        #expect(uniform == again)
        let mixed = try TrainingRows(argument: "mixed:9").rows(vocabulary: 40)
        #expect(mixed.map(\.tokens.count) == TrainingRows.mixedLengths(9))

        let file = FileManager.default.temporaryDirectory.appending(path: "4x4-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try #"{"ids": [5, 6, 7], "supervised": [0, 1, 1]}"#.write(to: file, atomically: true, encoding: .utf8)
        let read = try TrainingRows(argument: file.path).rows(vocabulary: 40)
        #expect(read.map(\.tokens) == [[5, 6, 7]])
        #expect(read.map(\.weights) == [[0, 1, 1]])
    }

    @Test func aTrainingPassCountsEveryTokenOnce() throws {
        let model = try LanguageModel(random: Self.shape, dtype: .float32, device: .cpu)
        let rows = try TrainingRows(argument: "6x20").rows(vocabulary: 64)
        let result = try TrainingWorkload(model, rows, limits: .init(rows: 2)).best(of: 2)
        #expect(abs(result.rate * result.seconds - 120) < 1e-6)
        #expect(try #require(result.details["last loss"]).isFinite)
    }

    @Test func theBoundOfDecodingIsTheBytesAndThatOfManySequencesTheArithmetic() throws {
        let model = try LanguageModel(random: Self.shape, dtype: .bfloat16, device: .cpu)
        let weights = Double(Self.shape.multipliedParameterCount)
        func workload(_ count: Int) -> SamplingWorkload {
            SamplingWorkload(
                model: model, prompts: Array(repeating: [1, 2, 3, 4], count: count), newTokens: 9, topP: 1, batch: count
            )
        }
        // 2 layers of keys and values of 2 heads of 16, over 4 tokens of prompt and half of 9 new ones.
        #expect(workload(1).bytesPerStep == 2 * (weights + 2 * 2 * 2 * 16 * 8))
        #expect(workload(1).steps == 8)
        let slowMemory = workload(1).bound(DeviceCeilings(arithmetic: 1e12, bandwidth: 1e6))
        #expect(slowMemory.step == workload(1).bytesPerStep / 1e6)
        let slowArithmetic = workload(50).bound(DeviceCeilings(arithmetic: 0x1p20, bandwidth: 1e12))
        #expect(slowArithmetic.step == 2 * weights * 50 / 0x1p20)
        #expect(slowArithmetic.prefill == 2 * weights * 200 / 0x1p20)
        let result = try workload(3).best(of: 1)
        #expect(result.seconds > 0 && result.prefillSeconds > 0)
    }

    @Test func aMeasurementIsPrintedForPeopleAndForScripts() throws {
        let benchmark = Benchmark(
            "decode", on: .cpu, settings: ["model": "tiny"], rate: 42, unit: "tokens/s", bound: (60, "the weights"),
            details: ["prefill, s": 0.123456])
        #expect(benchmark.text.contains("42.0 tokens/s"))
        #expect(benchmark.text.contains("60.0 tokens/s, from the weights: 70.0 % reached"))
        #expect(benchmark.text.contains("0.123"))
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(benchmark)) as? [String: Any]
        #expect(json?["rate"] as? Double == 42)
        #expect(json?["bound"] as? Double == 60)
        #expect((json?["settings"] as? [String: String])?["model"] == "tiny")
    }

    @Test func filesOfACheckpointAreCountedAndCanBeReadAnew() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try RandomCheckpoint(Self.shape).write(to: folder, shardBytes: 20_000)
        let files = try CheckpointFiles(of: folder)
        #expect(files.urls.count > 1)
        #expect(files.byteCount > 2 * Self.shape.parameterCount)
        let rate = try files.diskRate()
        #expect(rate > 0)
        try files.dropFromCache()
        let model = try LanguageModel(loading: folder, dtype: .bfloat16, device: .cpu)
        #expect(model.configuration == Self.shape)
    }

    /// SmolLM2's, but small.
    private static let shape: DecoderConfiguration = {
        guard var shape = DecoderConfiguration.shapes["smollm2-135m"] else { preconditionFailure("a shape is gone") }
        (shape.vocabularySize, shape.hiddenSize, shape.intermediateSize) = (64, 64, 96)
        (shape.layerCount, shape.headCount, shape.keyValueHeadCount, shape.headSize) = (2, 4, 2, 16)
        return shape
    }()
}
