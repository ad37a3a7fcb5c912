import Foundation
import Testing

@testable import Evaluation

@Suite struct DetectableEffectTests {
    let reference: PowerReference

    init() throws {
        reference = try PowerReference.load()
    }

    /// Whether two numbers agree as `agree` says, or are both missing.
    private func same(_ first: Double?, _ second: Double?, digits: Int = 8) -> Bool {
        guard let first, let second else { return first == nil && second == nil }
        return agree(first, second, digits: digits)
    }

    @Test func theArcsineRateAgreesWithStatsmodels() {
        #expect(reference.arcsine.count == 40)
        for row in reference.arcsine {
            let rate = DetectableEffect.arcsineRate(
                above: row.baseline, samples: row.samples, baselineSamples: row.baselineSamples, power: row.power,
                confidence: row.confidence)
            #expect(same(rate, row.rate), "\(row) \(String(describing: rate))")
        }
    }

    @Test func thePowerOfAComparisonIsTheSumOverAllOutcomes() {
        #expect(reference.independent.count == 16)
        for row in reference.independent {
            let comparison = RateComparison(
                samples: row.samples, baselineSamples: row.baselineSamples, confidence: row.confidence)
            for pair in row.powers {
                let power = comparison.power(rate: pair[0], baseline: row.baseline)
                #expect(agree(power, pair[1]), "\(row) \(pair) \(power)")
            }
        }
    }

    @Test func theDetectableRateHasThePowerAskedFor() {
        for row in reference.independent {
            let effect = DetectableEffect(
                above: row.baseline, samples: row.samples, baselineSamples: row.baselineSamples,
                confidence: row.confidence)
            #expect(same(effect.rate, row.rate), "\(row) \(effect)")
        }
    }

    @Test func theDetectablePairedDifferenceAgreesWithEnumeration() {
        #expect(
            reference.paired.contains { $0.difference == nil } && reference.paired.contains { $0.difference != nil })
        for row in reference.paired {
            let effect = DetectablePairedEffect(pairs: row.pairs, discordance: row.discordance)
            #expect(same(effect.difference, row.difference), "\(row) \(effect)")
        }
    }

    @Test func noSuccessAtAllBoundsTheRate() {
        for row in reference.noneOf {
            let bound = RateEstimate.upperBound(withNoneOf: row.trials, confidence: row.confidence)
            #expect(agree(bound, row.upper, digits: 11), "\(row) \(bound)")
        }
        #expect(abs(RateEstimate.upperBound(withNoneOf: 1_000) - 3.0 / 1_000) < 1e-5)
        #expect(RateEstimate.upperBound(withNoneOf: 0) == 1)
    }

    @Test func moreSamplesShowSmallerEffects() throws {
        for baseline in [0.02, 0.5] {
            let rates = try [20, 100, 400, 2_000, 10_000].map {
                try #require(DetectableEffect(above: baseline, samples: $0, baselineSamples: $0).rate)
            }
            #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 }, "\(rates)")
            #expect(rates[4] > baseline && rates[4] < baseline + 0.03)
        }
        let differences = try [40, 400, 4_000].map {
            try #require(DetectablePairedEffect(pairs: $0, discordance: 0.3).difference)
        }
        #expect(zip(differences, differences.dropFirst()).allSatisfy { $0 > $1 }, "\(differences)")
    }

    /// n = (z₁ √ψ + z₂ √(ψ − δ²))² / δ² gives the number of pairs back where there are many.
    @Test func connorsFormulaApproximatesTheExactPairedPower() throws {
        for (pairs, discordance) in [(2_000, 0.1), (2_000, 0.5), (5_000, 0.3)] {
            let effect = DetectablePairedEffect(pairs: pairs, discordance: discordance)
            let difference = try #require(effect.difference)
            let spread =
                1.959964 * discordance.squareRoot()
                + 0.841621 * (discordance - difference * difference).squareRoot()
            let needed = spread * spread / (difference * difference)
            #expect(abs(needed / Double(pairs) - 1) < 0.05, "\(pairs) \(needed)")
        }
    }

    @Test func theArcsineRatePromisesTooMuchNearZero() throws {
        let rate = try #require(DetectableEffect.arcsineRate(above: 0, samples: 100, baselineSamples: 100))
        let exact = try #require(DetectableEffect(above: 0, samples: 100, baselineSamples: 100).rate)
        let comparison = RateComparison(samples: 100, baselineSamples: 100, confidence: 0.95)
        #expect(abs(rate - 0.0387) < 1e-4)
        #expect(abs(comparison.power(rate: rate, baseline: 0) - 0.346) < 1e-3)
        #expect(abs(exact - 0.0663) < 1e-4)
    }

    @Test func tooFewSamplesShowNothing() {
        #expect(DetectableEffect(above: 0.5, samples: 3, baselineSamples: 3).rate == nil)
        #expect(DetectableEffect(above: 0.02, samples: 0, baselineSamples: 100).rate == nil)
        #expect(DetectableEffect(above: 1, samples: 1_000, baselineSamples: 1_000).rate == nil)
        #expect(DetectableEffect.arcsineRate(above: 0.9, samples: 5, baselineSamples: 5) == nil)
        #expect(DetectablePairedEffect(pairs: 0, discordance: 0.5).difference == nil)
        #expect(DetectablePairedEffect(pairs: 100, discordance: 0).difference == nil)
    }

    @Test func samplesOfOnePromptSayLess() throws {
        let effect = DesignEffect(samplesPerPrompt: 8, intraclusterCorrelation: 0.5)
        #expect(effect.factor == 4.5)
        #expect(effect.effectiveSamples(of: 900) == 200)
        #expect(DesignEffect.independent.effectiveSamples(of: 900) == 900)
        // If the samples of a prompt always agree, there are as many as there are prompts.
        let copies = DesignEffect(samplesPerPrompt: 8, intraclusterCorrelation: 1)
        let clustered = DetectableEffect(above: 0.1, samples: 800, baselineSamples: 800, designEffect: copies)
        #expect(clustered == DetectableEffect(above: 0.1, samples: 100, baselineSamples: 100))
    }

    @Test func binomialProbabilitiesAddUp() {
        for (trials, rate) in [(0, 0.3), (1, 0), (7, 0.2), (50, 1), (1_000, 0.5)] {
            let distribution = BinomialDistribution(trials: trials, rate: rate)
            #expect(agree(distribution.mean { _ in 1 }, 1))
            #expect(agree(distribution.mean { Double($0) }, Double(trials) * rate))
            for least in 0...min(trials, 20) {
                let sum = (least...trials).reduce(0) { $0 + distribution.probability(of: $1) }
                #expect(agree(distribution.probability(ofAtLeast: least), sum), "\(distribution) \(least)")
            }
        }
    }
}
