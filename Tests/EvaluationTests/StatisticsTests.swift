import Foundation
import Testing

@testable import Evaluation

@Suite struct StatisticsTests {
    let reference: StatisticsReference

    init() throws {
        reference = try StatisticsReference.load()
    }

    @Test func wilsonAgreesWithStatsmodels() {
        #expect(reference.proportions.count > 40)
        for row in reference.proportions {
            let interval = ConfidenceInterval.wilson(
                successes: row.successes, trials: row.trials, confidence: row.confidence)
            #expect(agree(interval.lower, row.wilson[0]) && agree(interval.upper, row.wilson[1]), "\(row) \(interval)")
        }
    }

    @Test func clopperPearsonAgreesWithStatsmodels() {
        for row in reference.proportions {
            let interval = ConfidenceInterval.clopperPearson(
                successes: row.successes, trials: row.trials, confidence: row.confidence)
            #expect(agree(interval.lower, row.clopperPearson[0]), "\(row) \(interval)")
            #expect(agree(interval.upper, row.clopperPearson[1]), "\(row) \(interval)")
        }
    }

    @Test func newcombeAgreesWithStatsmodels() {
        #expect(reference.differences.count > 20)
        for row in reference.differences {
            let difference = RateDifference(
                RateEstimate(successes: row.first[0], trials: row.first[1], confidence: row.confidence),
                minus: RateEstimate(successes: row.second[0], trials: row.second[1], confidence: row.confidence))
            #expect(agree(difference.interval.lower, row.interval[0]), "\(row) \(difference.interval)")
            #expect(agree(difference.interval.upper, row.interval[1]), "\(row) \(difference.interval)")
        }
    }

    @Test func mcNemarAgreesWithStatsmodels() {
        for row in reference.paired {
            let test = McNemarTest(onlyFirst: row.onlyFirst, onlySecond: row.onlySecond, agreeing: 7)
            #expect(agree(log(test.pValue), log(row.pValue)), "\(row) \(test)")
        }
    }

    @Test func clusteredRatesHaveTheVarianceOfStatsmodels() {
        #expect(reference.clustered.count > 10)
        for row in reference.clustered {
            let clusters = row.clusters.map { (successes: $0[0], trials: $0[1]) }
            let interval = RateEstimate(clusters: clusters, confidence: row.confidence).interval
            #expect(
                agree(interval.lower, row.interval[0]) && agree(interval.upper, row.interval[1]), "\(row) \(interval)")
        }
    }

    @Test func incompleteBetaAgreesWithScipy() {
        for row in reference.beta {
            #expect(agree(BetaDistribution(row.a, row.b).cumulative(row.x), row.cumulative, digits: 8), "\(row)")
        }
    }

    @Test func normalQuantileAgreesWithScipy() {
        for row in reference.normal {
            #expect(agree(NormalDistribution.quantile(row.probability), row.quantile, digits: 12), "\(row)")
        }
    }

    @Test func unanimityIsNotCertainty() {
        for interval in [
            ConfidenceInterval.wilson(successes: 100, trials: 100),
            ConfidenceInterval.clopperPearson(successes: 100, trials: 100),
            RateEstimate(clusters: Array(repeating: (successes: 8, trials: 8), count: 24)).interval,
        ] {
            #expect(interval.upper == 1)
            #expect(interval.lower < 0.97)
            #expect(interval.lower > 0.8)
        }
        let difference = RateDifference(
            RateEstimate(successes: 100, trials: 100), minus: RateEstimate(successes: 0, trials: 100))
        #expect(difference.interval.upper == 1)
        #expect(difference.interval.lower < 0.97)
    }

    @Test func intervalsAreSymmetricInSuccessAndFailure() {
        for successes in 0...20 {
            let wilson = ConfidenceInterval.wilson(successes: successes, trials: 20)
            let mirrored = ConfidenceInterval.wilson(successes: 20 - successes, trials: 20)
            #expect(agree(wilson.lower, 1 - mirrored.upper))
            let exact = ConfidenceInterval.clopperPearson(successes: successes, trials: 20)
            let exactMirrored = ConfidenceInterval.clopperPearson(successes: 20 - successes, trials: 20)
            #expect(agree(exact.lower, 1 - exactMirrored.upper))
            #expect(exact.lower <= wilson.lower + 0.02 && exact.upper >= wilson.upper - 0.02)
            #expect(wilson.contains(Double(successes) / 20))
        }
    }

    @Test func clopperPearsonCoversAtLeastAsOftenAsItSays() {
        // The true coverage at n = 12, summed over all outcomes with their binomial probabilities.
        for rate in stride(from: 0.02, to: 1, by: 0.07) {
            let coverage = (0...12).reduce(0.0) { sum, successes in
                let interval = ConfidenceInterval.clopperPearson(successes: successes, trials: 12)
                let k = Double(successes)
                let choose = exp(lgamma(13) - lgamma(k + 1) - lgamma(13 - k))
                return interval.contains(rate) ? sum + choose * pow(rate, k) * pow(1 - rate, 12 - k) : sum
            }
            #expect(coverage >= 0.95)
        }
    }

    @Test func noTrialsMeansNoKnowledge() {
        let nothing = RateEstimate(successes: 0, trials: 0)
        #expect(nothing.rate == nil)
        #expect(nothing.interval.lower == 0 && nothing.interval.upper == 1)
        let exact = ConfidenceInterval.clopperPearson(successes: 0, trials: 0)
        #expect(exact.lower == 0 && exact.upper == 1)
        #expect(RateEstimate(clusters: []).interval.width == 1)
        let difference = RateDifference(nothing, minus: RateEstimate(successes: 3, trials: 4))
        #expect(difference.difference == nil)
        #expect(difference.interval.lower == -1 && difference.interval.upper == 1)
    }

    @Test func repeatedPromptsWidenTheInterval() {
        // 24 prompts of 8 samples; within a prompt all agree, so there are 24 observations, not 192.
        let unanimous = (0..<24).map { (successes: $0 < 10 ? 8 : 0, trials: 8) }
        let clustered = RateEstimate(clusters: unanimous)
        let naive = RateEstimate(successes: 80, trials: 192)
        let byPrompt = RateEstimate(successes: 10, trials: 24)
        #expect(clustered.successes == 80 && clustered.trials == 192)
        #expect(clustered.interval.width > 2.5 * naive.interval.width)
        #expect(abs(clustered.interval.width - byPrompt.interval.width) < 0.01)
    }

    @Test func clusteringNeverNarrowsTheInterval() {
        // Every prompt shows the same rate, which independent samples would hardly do.
        let even = Array(repeating: (successes: 4, trials: 8), count: 24)
        let naive = RateEstimate(successes: 96, trials: 192)
        #expect(RateEstimate(clusters: even).interval.width >= naive.interval.width)
        let balanced = (0..<24).map { (successes: 4 + $0 % 2, trials: 8) }
        let naiveBalanced = RateEstimate(successes: 108, trials: 192)
        #expect(RateEstimate(clusters: balanced).interval.width >= naiveBalanced.interval.width)
    }

    @Test func worstCaseBoundsSpanTheUnknown() {
        let bounds = WorstCaseBounds(successes: 90, unknown: 7, trials: 100)
        #expect(bounds.lower == 0.9 && bounds.upper == 0.97)
        let none = WorstCaseBounds(successes: 0, unknown: 0, trials: 0)
        #expect(none.lower == 0 && none.upper == 1)
    }

    @Test func mcNemarCountsPairsByPrompt() {
        let pairs = [(true, false), (true, false), (false, true), (true, true), (false, false)]
        let test = McNemarTest(pairs: pairs.map { (first: $0.0, second: $0.1) })
        #expect(test == McNemarTest(onlyFirst: 2, onlySecond: 1, agreeing: 2))
        #expect(test.pValue == 1)
        #expect(McNemarTest(onlyFirst: 0, onlySecond: 0, agreeing: 9).pValue == 1)
    }

    @Test func aRateIsReadableByPeople() {
        #expect(RateEstimate(successes: 99, trials: 100).description == "99/100 (94.6–99.8 %)")
    }
}
