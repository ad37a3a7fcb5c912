import Foundation
import Kernels
import Provenance
import Testing
import Torch

@testable import Generation

/// The distribution that the sampler draws from is the one that its settings define.
@Suite struct TokenSamplerTests {
    private let logits: [Float] = [1.0, 3.0, 2.0, -1.0, 2.5, 0.0]

    private func sample(_ logits: [Float], _ settings: SamplingSettings, uniform: Double) throws -> Int {
        let rows = LogitRows(try Tensor(logits, shape: [1, logits.count]))
        let choice = TokenChoice(sampler: TokenSampler(settings), uniform: uniform, wantsLogProbability: false)
        return try rows.tokens([choice])[0].token
    }

    /// Probabilities by the definition: temperature, then top-k, then top-p, renormalised.
    private func expected(temperature: Double, topP: Double, topK: Int?) -> [Double] {
        let weights = logits.map { exp(Double($0) / temperature) }
        let order = weights.indices.sorted { weights[$0] > weights[$1] }
        var kept = Array(order.prefix(topK ?? order.count))
        let total = kept.reduce(0) { $0 + weights[$1] }
        var sum = 0.0
        var nucleus: [Int] = []
        for token in kept {
            nucleus.append(token)
            sum += weights[token] / total
            if sum >= topP { break }
        }
        kept = nucleus
        let mass = kept.reduce(0) { $0 + weights[$1] }
        return weights.indices.map { kept.contains($0) ? weights[$0] / mass : 0 }
    }

    @Test(arguments: [0.3, 1, 2], [0.5, 0.9, 1.0])
    func frequenciesFollowTheSettings(_ temperature: Double, _ topP: Double) throws {
        for topK in [nil, 1, 3] {
            let settings = SamplingSettings(temperature: temperature, topP: topP, topK: topK, maximumTokens: 1)
            let draws = 4_000
            var counts = [Int](repeating: 0, count: logits.count)
            for draw in 0..<draws {
                // Evenly spaced numbers leave no sampling error beyond one draw per boundary.
                let uniform = (Double(draw) + 0.5) / Double(draws)
                counts[try sample(logits, settings, uniform: uniform)] += 1
            }
            let wanted = expected(temperature: temperature, topP: topP, topK: topK)
            for token in logits.indices {
                #expect(
                    abs(Double(counts[token]) / Double(draws) - wanted[token]) < 2e-3, "token \(token), k \(topK ?? 0)")
            }
        }
    }

    @Test func temperatureZeroTakesTheFirstOfTheLikeliest() throws {
        let settings = SamplingSettings(temperature: 0, maximumTokens: 1)
        let tied: [Float] = [0, 5, 5, 1]
        #expect(try sample(tied, settings, uniform: 0.99) == 1)
    }

    @Test func extremeLogitsStillGiveAToken() throws {
        let settings = SamplingSettings(temperature: 0.7, topP: 0.95, maximumTokens: 1)
        let cases: [[Float]] = [[-Float.infinity, 0, -Float.infinity], [1e30, -1e30, 0], [0, 0, 0]]
        for values in cases {
            let token = try sample(values, settings, uniform: 0.5)
            #expect(values.indices.contains(token))
            #expect(values[token] > -.infinity)
        }
    }
}

@Suite struct StopStringMatcherTests {
    @Test func aStopStringAcrossTokensIsFound() {
        var matcher = StopStringMatcher(["END", "\n\n"])
        let found1 = matcher.matches(appending: Array("the E".utf8))
        #expect(!found1)
        let found2 = matcher.matches(appending: Array("N".utf8))
        #expect(!found2)
        let found3 = matcher.matches(appending: Array("D!".utf8))
        #expect(found3)
    }

    @Test func nothingMatchesWithoutStopStrings() {
        var matcher = StopStringMatcher(["", ""])
        let found4 = matcher.matches(appending: Array("anything".utf8))
        #expect(!found4)
    }

    @Test func aLongTextIsFollowedToItsEnd() {
        var matcher = StopStringMatcher(["xyz"])
        for _ in 0..<1_000 {
            let found = matcher.matches(appending: Array("xy ".utf8))
            #expect(!found)
        }
        let found5 = matcher.matches(appending: Array("xyz".utf8))
        #expect(found5)
    }
}
