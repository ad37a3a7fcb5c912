import Foundation
import LanguageModels
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// The log-probabilities that come with sampled tokens are those of the model itself, whatever the sampling settings.
@Suite struct LogProbabilityTests {
    private let model: LanguageModel
    private let prompts = [[5, 9, 33], [100, 3, 77, 21, 8]]

    init() throws {
        model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
    }

    private func results(_ settings: SamplingSettings, wanted: Bool = true) throws -> [GenerationResult] {
        try BatchGenerator(model) { _ in [] }.generate(
            prompts.enumerated().map { index, prompt in
                GenerationRequest(
                    id: "\(index)", prompt: prompt, settings: settings,
                    key: RandomKey(experimentSeed: 1, stage: "test", recordID: "\(index)"),
                    wantsLogProbabilities: wanted)
            })
    }

    @Test(arguments: [
        SamplingSettings(temperature: 0, maximumTokens: 12),
        SamplingSettings(temperature: 1.7, topP: 0.8, topK: 20, maximumTokens: 12),
    ])
    func theyEqualTheLogSoftmaxOfAFullPass(settings: SamplingSettings) throws {
        for (prompt, result) in zip(prompts, try results(settings)) {
            let found = try #require(result.logProbabilities)
            #expect(found.count == result.tokens.count)
            let logits = try model.logits([prompt + result.tokens]).to(.float32).values(Float.self).map(Double.init)
            let width = model.configuration.vocabularySize
            for (index, token) in result.tokens.enumerated() {
                let start = (prompt.count - 1 + index) * width
                let row = logits[start..<start + width]
                let expected = row[start + token] - log(row.reduce(0) { $0 + exp($1) })
                #expect(abs(found[index] - expected) < 1e-4)
            }
        }
    }

    @Test func theyAreGivenOnlyWhenWanted() throws {
        let settings = SamplingSettings(temperature: 1, maximumTokens: 5)
        let without = try results(settings, wanted: false)
        #expect(without.allSatisfy { $0.logProbabilities == nil })
        #expect(try results(settings).map(\.tokens) == without.map(\.tokens), "wanting them changes no token")
    }
}
