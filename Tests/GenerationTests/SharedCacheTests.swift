import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// What is computed once for several sequences is what each would have computed alone.
@Suite struct SharedCacheTests {
    private let model: LanguageModel

    init() throws {
        model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
    }

    private func request(
        _ id: String, _ prompt: [Int], sample: Int = 0, temperature: Double = 1, count: Int = 20
    ) -> GenerationRequest {
        GenerationRequest(
            id: id, prompt: prompt, settings: SamplingSettings(temperature: temperature, maximumTokens: count),
            key: RandomKey(experimentSeed: 1, stage: "test", recordID: id, sampleIndex: sample))
    }

    private func alone(_ requests: [GenerationRequest]) throws -> [GenerationResult] {
        try requests.map { try BatchGenerator(model) { _ in [] }.generate([$0])[0] }
    }

    /// The last block is partly filled, full, or has one token only.
    @Test(arguments: [5, 16, 21, 32, 33])
    func samplesOfOnePromptTakeOnePrefill(length: Int) throws {
        let prompt = Array(10..<10 + length)
        let requests = (0..<6).map { request("\($0)", prompt, sample: $0) }
        let generator = BatchGenerator(model) { _ in [] }
        let results = try generator.generate(requests)
        #expect(generator.statistics.prefilledTokens == length)
        #expect(generator.statistics.sharedTokens == 5 * length)
        #expect(try results == alone(requests))
        #expect(Set(results.map(\.tokens)).count > 1, "samples differ")
    }

    @Test func samplesThatComeLaterShareTheFullBlocks() throws {
        let prompt = Array(10..<50)
        let requests = (0..<5).map { request("\($0)", prompt, sample: $0, count: 6 + $0) }
        let generator = BatchGenerator(model, limits: .init(sequences: 2)) { _ in [] }
        #expect(try generator.generate(requests) == alone(requests))
        // The first two together; each of the others finds 32 of the 40 tokens and reads the rest.
        #expect(generator.statistics.prefilledTokens == 40 + 3 * 8)
    }

    @Test(arguments: [BatchGenerator.Limits(), .init(sequences: 2, prefillTokens: 7)])
    func aCommonBeginningIsReadOnce(limits: BatchGenerator.Limits) throws {
        let beginning = Array(10..<45)
        let requests = (0..<5).map { request("\($0)", beginning + [$0, 60 + $0, 3], temperature: 0) }
        let generator = BatchGenerator(model, limits: limits) { _ in [] }
        #expect(try generator.generate(requests) == alone(requests))
        #expect(generator.statistics.prefilledTokens == 38 + 4 * 6, "two full blocks are shared")
    }

    @Test func aLongPromptInPiecesGivesWhatItGivesWhole() throws {
        let prompts = [Array(0..<90), [4, 5], Array(30..<75)]
        let requests = prompts.enumerated().map { request("\($0)", $1) }
        let whole = try BatchGenerator(model) { _ in [] }.generate(requests)
        for budget in [1, 7, 16, 50] {
            let generator = BatchGenerator(model, limits: .init(prefillTokens: budget)) { _ in [] }
            #expect(try generator.generate(requests) == whole, "pieces of \(budget)")
        }
    }

    /// A budget of blocks in which only some of the sequences fit, and none of them to its end.
    @Test(arguments: [5, 8, 13])
    func aSequenceThatGaveWayComesToTheSameTokens(blocks: Int) throws {
        let requests = (0..<6).map { request("\($0)", Array(10 * $0..<10 * $0 + 14), count: 50) }
        let block = try BatchGenerator(model) { _ in [] }.memoryPlan(for: requests).blockSize
        let generator = BatchGenerator(model, limits: .init(cacheBytes: blocks * block)) { _ in [] }
        #expect(try generator.memoryPlan(for: requests).blocks == blocks)
        #expect(try generator.generate(requests) == alone(requests))
        #expect(generator.statistics.preemptions > 0 || blocks == 5)
    }

    @Test func whatCanNeverFitIsAnError() throws {
        let long = request("long", Array(0..<60), count: 30)
        let block = try BatchGenerator(model) { _ in [] }.memoryPlan(for: [long]).blockSize
        let generator = BatchGenerator(model, limits: .init(cacheBytes: 5 * block)) { _ in [] }
        #expect(throws: GenerationError.self) { try generator.generate([long]) }
        #expect(try generator.generate([request("short", [1, 2])]).count == 1)
    }

    @Test func thePlanNamesWhatItIsFor() throws {
        let plan = try BatchGenerator(model) { _ in [] }.memoryPlan(for: [request("a", Array(0..<20), count: 20)])
        #expect(plan.blocks == 3)
        #expect(plan.cachedTokens == 48)
        #expect(plan.weights == model.weightBytes)
        #expect(plan.description.contains("3 blocks of 16 tokens"))
    }
}
