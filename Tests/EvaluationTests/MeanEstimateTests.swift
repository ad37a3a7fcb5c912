import Foundation
import Testing

@testable import Evaluation

@Suite struct MeanEstimateTests {
    let reference: PairedReference

    init() throws {
        reference = try PairedReference.load()
    }

    @Test func studentsQuantileAgreesWithScipy() {
        #expect(reference.student.count > 20)
        for row in reference.student {
            let quantile = StudentDistribution(degreesOfFreedom: row.degreesOfFreedom)
                .twoSidedQuantile(confidence: row.confidence)
            #expect(agree(quantile, row.quantile, digits: 8), "\(row) \(quantile)")
        }
    }

    @Test func meansAgreeWithScipy() throws {
        #expect(reference.means.count > 10)
        for row in reference.means {
            let estimate = MeanEstimate(ofDifferences: row.differences, confidence: row.confidence)
            #expect(agree(estimate.mean ?? .nan, row.mean), "\(row)")
            #expect(agree(estimate.standardDeviation ?? .nan, row.standardDeviation), "\(row)")
            let interval = try #require(estimate.interval)
            #expect(interval.method == .student && interval.confidence == row.confidence)
            #expect(agree(interval.lower, row.interval[0]) && agree(interval.upper, row.interval[1]), "\(row)")
        }
    }

    @Test func signsAreCounted() {
        let estimate = MeanEstimate(ofDifferences: [3, -1, 0, 2, 0.5, 0, -1000])
        #expect(estimate.count == 7 && estimate.positive == 3 && estimate.negative == 2)
        #expect(estimate.interval?.contains(0) == true)
    }

    @Test func tooLittleIsNotCertainty() {
        let none = MeanEstimate(ofDifferences: [])
        #expect(none.count == 0 && none.mean == nil && none.standardDeviation == nil && none.interval == nil)
        let one = MeanEstimate(ofDifferences: [4])
        #expect(one.mean == 4 && one.standardDeviation == nil && one.interval == nil && one.positive == 1)
        let same = MeanEstimate(ofDifferences: [0.1, 0.1, 0.1])
        #expect(same.standardDeviation == 0 && same.interval == nil)
    }

    @Test func estimatesSurviveJSON() throws {
        for estimate in [MeanEstimate(ofDifferences: []), MeanEstimate(ofDifferences: [1, 2.5, -3])] {
            let data = try JSONEncoder().encode(estimate)
            #expect(try JSONDecoder().decode(MeanEstimate.self, from: data) == estimate)
        }
    }
}
