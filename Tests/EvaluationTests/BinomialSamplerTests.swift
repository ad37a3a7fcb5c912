import Foundation
import Testing

@testable import Evaluation

@Suite struct BinomialSamplerTests {
    @Test(arguments: [(1, 0.5), (7, 0.03), (12, 0.7), (40, 0.999), (3000, 0.2)])
    func evenlySpacedNumbersGiveTheDistribution(trials: Int, rate: Double) {
        let sampler = BinomialSampler(rate: rate)
        let factorials = LogarithmsOfFactorials(upTo: trials)
        let distribution = BinomialDistribution(trials: trials, rate: rate)
        let draws = 20_000
        var counts = Array(repeating: 0, count: trials + 1)
        for draw in 0..<draws {
            counts[sampler.successes(of: trials, at: (Double(draw) + 0.5) / Double(draws), factorials)] += 1
        }
        for (successes, count) in counts.enumerated() {
            #expect(abs(Double(count) - distribution.probability(of: successes) * Double(draws)) < 2, "\(successes)")
        }
    }

    @Test func noTrialsHaveNoSuccessesAndTheLastNumberIsOne() {
        let factorials = LogarithmsOfFactorials(upTo: 50)
        for uniform in [0, 0.5, 1 - 0x1p-53] {
            #expect(BinomialSampler(rate: 0.3).successes(of: 0, at: uniform, factorials) == 0)
            #expect((0...50).contains(BinomialSampler(rate: 0.3).successes(of: 50, at: uniform, factorials)))
        }
    }
}
