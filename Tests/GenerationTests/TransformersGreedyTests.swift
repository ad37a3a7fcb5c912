import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// Greedy continuations of the tiny checkpoints are those of transformers, however the batch is made up.
@Suite struct TransformersGreedyTests {
    @Test(
        arguments: ReferenceModel.all,
        [
            BatchGenerator.Limits(), .init(sequences: 1), .init(sequences: 2, prefillTokens: 1),
            .init(sequences: 3, prefillTokens: 13),
        ])
    func greedyContinuationsMatchTransformers(_ reference: ReferenceModel, _ limits: BatchGenerator.Limits) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let cases = try reference.cases()
        // Shorter limits too, so that sequences leave the batch at different times.
        let requests = cases.rows.indices.flatMap { row in
            [cases.greedy[row].count, 3 + 2 * row].map { count in
                GenerationRequest(
                    id: "\(row) for \(count)", prompt: cases.rows[row],
                    settings: SamplingSettings(temperature: 0, maximumTokens: count),
                    key: RandomKey(experimentSeed: 0, stage: "test", recordID: "\(row)"))
            }
        }
        let results = try BatchGenerator(model, limits: limits) { _ in [] }.generate(requests)
        #expect(results.map(\.id) == requests.map(\.id))
        for (index, result) in results.enumerated() {
            let expected = cases.greedy[index / 2].prefix(requests[index].settings.maximumTokens)
            #expect(result.tokens == Array(expected), "\(result.id)")
        }
    }

    /// With an adapter, each new token is that of the adapted logits, recomputed from the start.
    @Test(arguments: ReferenceModel.all)
    func cachedDecodingWithAnAdapterEqualsRecomputation(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let adapter = try LowRankAdapter(loading: reference.folder.appending(path: "adapter"), for: model)
        try Self.expectRecomputed(reference.cases().rows, model, adapter)
    }

    /// Prompts that begin alike are read in once up to where they part.
    @Test(arguments: ReferenceModel.all)
    func promptsWithACommonBeginningEqualRecomputation(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let cases = try reference.cases()
        let beginning = Array(cases.long.ids.prefix(40))
        // The first prompt is nothing but the beginning, the last is one token longer.
        let prompts = [beginning] + cases.rows.map { beginning + $0 } + [beginning + cases.rows[0].prefix(1)]
        try Self.expectRecomputed(prompts, model, nil)
    }

    private static func expectRecomputed(
        _ prompts: [[Int]], _ model: LanguageModel, _ adapter: LowRankAdapter?
    ) throws {
        let requests = prompts.enumerated().map { index, prompt in
            GenerationRequest(
                id: "\(index)", prompt: prompt, settings: SamplingSettings(temperature: 0, maximumTokens: 8 + index),
                key: RandomKey(experimentSeed: 0, stage: "test", recordID: "\(index)"))
        }
        let results = try BatchGenerator(model, adapter: adapter) { _ in [] }.generate(requests)
        for (result, request) in zip(results, requests) {
            var tokens = request.prompt
            for _ in 0..<request.settings.maximumTokens {
                let last = tokens.count - 1
                let logits = try model.logits([tokens], adapter: adapter).narrowed(0, from: last, count: 1).floats()
                tokens.append(try #require(logits.indices.max { logits[$0] < logits[$1] }))
            }
            #expect(result.tokens == Array(tokens.dropFirst(request.prompt.count)), "prompt \(result.id)")
        }
    }
}
