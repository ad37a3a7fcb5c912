import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// Requests for different adapters share a batch, and each gets the tokens that it gets alone.
@Suite struct AdapterBatchTests {
    private func request(_ id: String, _ prompt: [Int], adapter: String?) -> GenerationRequest {
        GenerationRequest(
            id: id, prompt: prompt, settings: SamplingSettings(temperature: 0, maximumTokens: 16),
            key: RandomKey(experimentSeed: 0, stage: "test", recordID: id), adapter: adapter)
    }

    /// An adapter whose updates are not zero, of another rank and on other layers than PEFT's.
    private func madeUp(for model: LanguageModel, seed: UInt64) throws -> LowRankAdapter {
        let adapter = try LowRankAdapter(
            for: model, AdapterConfiguration(rank: 3, alpha: 24, targets: .modules(["q_proj", "down_proj"])), seed: seed
        )
        for (index, path) in adapter.paths.enumerated() {
            guard let up = adapter.updates[path]?.up else { continue }
            let values = (0..<up.count).map { Float(($0 * 31 + index * 17) % 23 - 11) / 40 }
            try up.copyInPlace(from: Tensor(values, shape: up.shape))
        }
        return adapter
    }

    @Test(arguments: ReferenceModel.all)
    func eachGetsWhatItGetsAlone(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let adapters = [
            "peft": try LowRankAdapter(loading: reference.folder.appending(path: "adapter"), for: model),
            "made up": try madeUp(for: model, seed: 5),
        ]
        let prompts = try reference.cases().rows + [Array(repeating: 9, count: 40)]
        let choices: [String?] = ["peft", nil, "made up"]
        let requests = choices.flatMap { adapter in
            prompts.enumerated().map { request("\($0) \(adapter ?? "base")", $1, adapter: adapter) }
        }
        let together = try BatchGenerator(model, adapters: adapters) { _ in [] }.generate(requests)
        for (request, result) in zip(requests, together) {
            let generator = BatchGenerator(model, adapter: request.adapter.flatMap { adapters[$0] }) { _ in [] }
            let alone = self.request(request.id, request.prompt, adapter: nil)
            #expect(try generator.generate([alone]) == [result], "\(request.id)")
        }
        let tokens = (0..<3).map { kind in together[kind * prompts.count..<(kind + 1) * prompts.count].map(\.tokens) }
        #expect(Set(tokens).count == 3, "the adapters make a difference")
    }

    @Test func theGeneratorsOwnAdapterServesThoseThatNameNone() throws {
        let reference = ReferenceModel("llama")
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let own = try LowRankAdapter(loading: reference.folder.appending(path: "adapter"), for: model)
        let other = try madeUp(for: model, seed: 6)
        let prompt = try reference.cases().rows[0]
        let results = try BatchGenerator(model, adapter: own, adapters: ["other": other]) { _ in [] }
            .generate([request("a", prompt, adapter: nil), request("b", prompt, adapter: "other")])
        let alone = try [own, other].map {
            try BatchGenerator(model, adapter: $0) { _ in [] }.generate([request("x", prompt, adapter: nil)])[0]
        }
        #expect(results.map(\.tokens) == alone.map(\.tokens))
    }

    @Test func anUnknownAdapterIsAnError() throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        #expect(throws: GenerationError.unknownAdapter("x", "lost", known: [])) {
            try BatchGenerator(model) { _ in [] }.generate([request("x", [1], adapter: "lost")])
        }
    }
}
