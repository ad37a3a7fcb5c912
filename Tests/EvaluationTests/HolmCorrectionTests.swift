import Foundation
import Testing

@testable import Evaluation

@Suite struct HolmCorrectionTests {
    @Test func adjustedPValuesAgreeWithStatsmodels() throws {
        let reference = try PairedReference.load()
        #expect(reference.holm.count >= 6)
        for row in reference.holm {
            let adjusted = HolmCorrection(row.pValues).adjusted
            #expect(zip(adjusted, row.adjusted).allSatisfy { agree($0 ?? .nan, $1, digits: 14) }, "\(adjusted) \(row)")
        }
    }

    @Test func testsWithoutPValueAreKeptAndDoNotCount() {
        #expect(HolmCorrection([nil, 0.25, nil, 0.125]).adjusted == [nil, 0.25, nil, 0.25])
        #expect(HolmCorrection([nil, nil]).adjusted == [nil, nil])
        #expect(HolmCorrection([]).adjusted.isEmpty)
    }

    @Test func equalPValuesStayEqualInAnyOrder() {
        #expect(HolmCorrection([0.25, 0.125, 0.25, 0.125]).adjusted == [0.5, 0.5, 0.5, 0.5])
        #expect(HolmCorrection([0.75, 0.5]).adjusted == [1, 1])
    }
}
