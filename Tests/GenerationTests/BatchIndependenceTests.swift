import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// What a sequence becomes is its own affair, whoever shares its batch.
@Suite struct BatchIndependenceTests {
    private let model: LanguageModel
    private let prompts = [[5, 9, 33], [100, 3, 77, 21, 8], [60], Array(20..<50), Array(20..<52)]

    init() throws {
        model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
    }

    private func request(_ index: Int, seed: UInt64 = 1, _ settings: SamplingSettings) -> GenerationRequest {
        GenerationRequest(
            id: "\(index)", prompt: prompts[index], settings: settings,
            key: RandomKey(experimentSeed: seed, stage: "test", recordID: "\(index)"))
    }

    private let settings = SamplingSettings(temperature: 1, topP: 0.95, maximumTokens: 20)

    @Test func sampledTokensDoNotDependOnTheBatch() throws {
        let requests = prompts.indices.map { request($0, settings) }
        let together = try BatchGenerator(model) { _ in [] }.generate(requests)
        for limits in [BatchGenerator.Limits(sequences: 1), .init(sequences: 2, prefillTokens: 4)] {
            #expect(try BatchGenerator(model, limits: limits) { _ in [] }.generate(requests) == together)
        }
        let alone = try requests.map { try BatchGenerator(model) { _ in [] }.generate([$0])[0] }
        #expect(alone == together)
    }

    /// A sequence leaves at every step, so that others move at every length, the cache's growth included.
    @Test func sequencesMoveInTheBatchAtEveryLength() throws {
        let requests = (1...70).map { count in
            GenerationRequest(
                id: "\(count)", prompt: [5, 9, count],
                settings: SamplingSettings(temperature: 1, maximumTokens: count),
                key: RandomKey(experimentSeed: 1, stage: "test", recordID: "\(count)"))
        }
        let together = try BatchGenerator(model) { _ in [] }.generate(requests)
        for request in requests.suffix(4) + requests.prefix(4) {
            let alone = try BatchGenerator(model) { _ in [] }.generate([request])[0]
            #expect(together.first { $0.id == request.id } == alone)
        }
    }

    @Test func anotherSeedGivesOtherTokens() throws {
        let generator = BatchGenerator(model) { _ in [] }
        let first = try generator.generate([request(3, seed: 1, settings)])
        let second = try generator.generate([request(3, seed: 2, settings)])
        #expect(first != second)
    }

    @Test func aStopTokenEndsOnlyItsSequence() throws {
        let generator = BatchGenerator(model) { _ in [] }
        let free = try generator.generate(prompts.indices.map { request($0, settings) })
        let stop = free[0].tokens[3]
        var stopping = settings
        stopping.stopTokens = [stop]
        let requests = prompts.indices.map { request($0, $0 == 0 ? stopping : settings) }
        let results = try generator.generate(requests)
        #expect(results[0].finishReason == .stopToken)
        #expect(results[0].tokens == Array(free[0].tokens.prefix { $0 != stop }) + [stop])
        #expect(Array(results.dropFirst()) == Array(free.dropFirst()))
    }

    @Test func aStopStringEndsTheSequence() throws {
        var stopping = settings
        stopping.stopStrings = ["#"]
        let results = try BatchGenerator(model) { _ in Array("ab#".utf8) }.generate([request(0, stopping)])
        #expect(results[0].finishReason == .stopString)
        #expect(results[0].tokens.count == 1)
    }

    @Test func impossibleRequestsAreErrors() throws {
        let generator = BatchGenerator(model) { _ in [] }
        func attempt(_ prompt: [Int], _ maximum: Int = 4) throws {
            _ = try generator.generate([
                GenerationRequest(
                    id: "x", prompt: prompt, settings: SamplingSettings(maximumTokens: maximum),
                    key: RandomKey(experimentSeed: 0, stage: "test", recordID: "x"))
            ])
        }
        #expect(throws: GenerationError.emptyPrompt("x")) { try attempt([]) }
        #expect(throws: GenerationError.nothingToGenerate("x")) { try attempt([1], 0) }
        #expect(throws: GenerationError.unknownToken("x")) { try attempt([100_000]) }
        #expect(throws: GenerationError.unknownToken("x")) { try attempt([-1]) }
        #expect(throws: GenerationError.self) { try attempt([1], 1 << 20) }
        #expect(throws: GenerationError.duplicateID("0")) {
            try generator.generate([request(0, settings), request(0, settings)])
        }
    }
}
