import Foundation
import LanguageModels
import ReferenceModels
import Testing
import Torch

@testable import Generation

/// Sharing what continuations have in common changes no probability.
@Suite struct LikelihoodTests {
    /// Each query by itself, by a whole pass and libtorch's own softmax.
    private func plain(_ query: LikelihoodQuery, _ model: LanguageModel, _ adapter: LowRankAdapter? = nil) throws
        -> [Double]
    {
        let logits = try model.logits([query.tokens], adapter: adapter).to(.float32).reshaped([query.tokens.count, -1])
        let all = try logits.logSoftmax(1).floats()
        let width = model.configuration.vocabularySize
        return query.continuation.enumerated().map { offset, token in
            Double(all[(query.context.count - 1 + offset) * width + token])
        }
    }

    private func difference(_ shared: [[Double]], _ plain: [[Double]]) -> Double {
        zip(shared.joined(), plain.joined()).map { abs($0 - $1) }.max() ?? .infinity
    }

    /// A text with cuts at many places, two continuations at each, one of which begins like the other.
    private func cuts(of text: [Int], every step: Int) -> [LikelihoodQuery] {
        stride(from: 1, through: text.count, by: step).flatMap { end in
            [[7, 8, 9], [7, 8, 30, 31], [40]].map {
                LikelihoodQuery(context: Array(text.prefix(end)), continuation: $0)
            }
        }
    }

    @Test(arguments: ReferenceModel.all)
    func sharedPrefixesGiveTheProbabilitiesOfPlainPasses(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let adapter = try LowRankAdapter(loading: reference.folder.appending(path: "adapter"), for: model)
        let texts = [(0..<37).map { 3 + $0 * 5 % 90 }, [9], Array(repeating: 4, count: 16)]
        let queries = texts.flatMap { cuts(of: $0, every: 4) }
        for adapter in [nil, adapter] {
            let shared = try LikelihoodEvaluator(model, adapter: adapter).logProbabilities(queries)
            #expect(shared.map(\.count) == queries.map(\.continuation.count))
            #expect(try difference(shared, queries.map { try plain($0, model, adapter) }) < 1e-4)
        }
    }

    @Test(arguments: [(passTokens: 5, keptTokens: 16_384), (2_048, 20), (1, 1)])
    func passesAndGroupsOfAnySizeAgree(_ limits: (passTokens: Int, keptTokens: Int)) throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        let queries = cuts(of: (0..<40).map { 3 + $0 * 7 % 80 }, every: 3)
        let whole = try LikelihoodEvaluator(model).logProbabilities(queries)
        let divided = LikelihoodEvaluator(model, passTokens: limits.passTokens, keptTokens: limits.keptTokens)
        #expect(try difference(divided.logProbabilities(queries), whole) < 1e-5)
    }

    @Test func whatQueriesHaveInCommonIsComputedOnce() throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        let text = (0..<40).map { 3 + $0 }
        let evaluator = LikelihoodEvaluator(model)
        let queries = [10, 20, 30].flatMap { end in
            [[90, 91, 92], [90, 91, 93]].map { LikelihoodQuery(context: Array(text.prefix(end)), continuation: $0) }
        }
        _ = try evaluator.logProbabilities(queries + [LikelihoodQuery(context: text, continuation: [5])])
        // The text once, and 90, 91 at each of the three cuts.
        #expect(evaluator.computedTokens == 40 + 3 * 2)
    }

    @Test func equalAndEmptyQueriesAreAnswered() throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        let query = LikelihoodQuery(context: [5, 6], continuation: [7, 8])
        let empty = LikelihoodQuery(context: [5, 6], continuation: [])
        let found = try LikelihoodEvaluator(model).logProbabilities([query, empty, query])
        #expect(found[0] == found[2] && found[0].count == 2 && found[1].isEmpty)
        #expect(try LikelihoodEvaluator(model).logProbabilities([]).isEmpty)
        #expect(throws: LikelihoodError.noContext) {
            try LikelihoodEvaluator(model).logProbabilities([LikelihoodQuery(context: [], continuation: [1])])
        }
    }

    /// Probabilities of all tokens after a context are a distribution.
    @Test func theProbabilitiesOfAllTokensSumToOne() throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        let queries = (0..<model.configuration.vocabularySize).map {
            LikelihoodQuery(context: [5, 9, 33], continuation: [$0])
        }
        let logarithms = try LikelihoodEvaluator(model).logProbabilities(queries).joined()
        let sum = logarithms.reduce(0) { $0 + exp($1) }
        #expect(abs(sum - 1) < 1e-4)
    }
}
