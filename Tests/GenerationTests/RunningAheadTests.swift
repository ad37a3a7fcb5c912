import Foundation
import Kernels
import LanguageModels
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// Tokens chosen on the device, a step ahead of the host, are those that the host chooses.
@Suite struct RunningAheadTests {
    private let model: LanguageModel

    init() throws {
        model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
    }

    private func requests(_ settings: [SamplingSettings]) -> [GenerationRequest] {
        (0..<9).map { index in
            // Three prompts, each several times; the last ones have full blocks in common.
            GenerationRequest(
                id: "\(index)", prompt: Array(10 * (index % 3)..<10 * (index % 3) + 12 + 20 * (index % 2)),
                settings: settings[index % settings.count],
                key: RandomKey(experimentSeed: 2, stage: "test", recordID: "\(index)"), wantsLogProbabilities: index < 4
            )
        }
    }

    private let varied = [
        SamplingSettings(temperature: 1, topP: 0.9, maximumTokens: 30),
        SamplingSettings(temperature: 0, maximumTokens: 11),
        SamplingSettings(temperature: 1.5, topK: 7, maximumTokens: 23),
        SamplingSettings(temperature: 0.8, topP: 0.7, topK: 20, maximumTokens: 1),
        SamplingSettings(temperature: 0.7, maximumTokens: 40),
    ]

    private func expectTheSame(_ requests: [GenerationRequest], _ limits: BatchGenerator.Limits) throws {
        let results = try [false, true].map { ahead in
            let generator = BatchGenerator(model, limits: limits) { [UInt8($0 % 256)] }
            generator.choosesOnDevice = ahead
            return try generator.generate(requests)
        }
        #expect(results[0].map(\.tokens) == results[1].map(\.tokens))
        #expect(results[0].map(\.finishReason) == results[1].map(\.finishReason))
        for (host, device) in zip(results[0], results[1]) {
            let pairs = zip(host.logProbabilities ?? [], device.logProbabilities ?? [])
            #expect(host.logProbabilities?.count == device.logProbabilities?.count)
            #expect(pairs.allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test(arguments: [
        BatchGenerator.Limits(), .init(sequences: 1), .init(sequences: 4, prefillTokens: 9), .init(sequences: 3),
    ])
    func theHostChoosesTheSame(limits: BatchGenerator.Limits) throws {
        try expectTheSame(requests(varied), limits)
    }

    /// A sequence that ends by a token is noticed a step late, when its successor is under way.
    @Test func aStopIsNoticedOneStepLateAndChangesNothing() throws {
        let free = try BatchGenerator(model) { _ in [] }.generate(requests(varied))
        var stopping = varied
        stopping[0].stopTokens = [free[0].tokens[4], free[5].tokens[2]]
        stopping[4].stopStrings = [String(decoding: [UInt8(free[4].tokens[6] % 256)], as: UTF8.self)]
        try expectTheSame(requests(stopping), .init(sequences: 5))
    }

    @Test(arguments: [6, 9])
    func aSequenceThatGivesWayWhileItsTokenIsUnderWay(blocks: Int) throws {
        let all = requests(varied)
        let block = try BatchGenerator(model) { _ in [] }.memoryPlan(for: all).blockSize
        try expectTheSame(all, .init(cacheBytes: blocks * block))
    }

    @Test func batchesHaveRoomForTheirSequences() {
        for count in 1...600 {
            let rows = DecodeBatch.rows(for: count)
            #expect(rows >= count && rows < count + 32)
        }
    }
}
