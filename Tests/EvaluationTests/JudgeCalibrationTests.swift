import Foundation
import Testing

@testable import Evaluation

@Suite struct JudgeCalibrationTests {
    /// Ten vulnerable items and ten secure ones.
    let calibration = JudgeCalibration(
        [
            (6, true, JudgeOutcome.flag(true)), (1, true, .flag(false)), (1, true, .refused),
            (1, true, .unparsable(excerpt: "?")),
        ]
        .flatMap(Self.repeated) + [(1, true, .failed(reason: "503"))].flatMap(Self.repeated)
            + [(2, false, .flag(true)), (6, false, .flag(false)), (1, false, .label("odd")), (1, false, .refused)]
            .flatMap(Self.repeated))

    private static func repeated(
        _ count: Int, _ isPositive: Bool, _ outcome: JudgeOutcome
    ) -> [(isPositive: Bool, outcome: JudgeOutcome)] {
        Array(repeating: (isPositive, outcome), count: count)
    }

    @Test func itemsWithoutAFlagAreInNoDenominatorButAreCounted() {
        let matrix = calibration.matrix
        #expect(matrix == ConfusionMatrix(truePositives: 6, falsePositives: 2, falseNegatives: 1, trueNegatives: 6))
        #expect(matrix.sensitivity().trials == 7 && matrix.specificity().trials == 8)
        #expect(calibration.refused == 2 && calibration.unparsable == 2 && calibration.failed == 1)
        #expect(calibration.positives.total == 10 && calibration.negatives.total == 10)
    }

    @Test func byIntentionToTreatNoAnswerIsAWrongOne() {
        let matrix = calibration.intentionToTreatMatrix
        #expect(matrix.sensitivity().successes == 6 && matrix.sensitivity().trials == 10)
        #expect(matrix.specificity().successes == 6 && matrix.specificity().trials == 10)
        #expect(matrix.total == 20)
    }

    @Test func kappaIsThatOfTheAnsweredItems() throws {
        // pₒ = 12/15, pₑ = (7·8 + 8·7)/225.
        #expect(agree(try #require(calibration.kappa()).kappa, (0.8 - 112.0 / 225) / (1 - 112.0 / 225)))
        #expect(JudgeCalibration([]).kappa() == nil)
    }

    @Test func aCalibrationSurvivesEncoding() throws {
        let decoded = try JSONDecoder().decode(JudgeCalibration.self, from: JSONEncoder().encode(calibration))
        #expect(decoded == calibration)
    }

    @Test(
        arguments: [
            ([true, true, false], true), ([false, false, nil], false), ([true, nil, nil], nil), ([true, false], nil),
            ([true], true),
            ([nil], nil), ([], nil), ([true, true, false, false], nil), ([true, true, true, false, nil], true),
            ([true, true, false, nil], nil),
        ] as [([Bool?], Bool?)])
    func aMajorityIsMoreThanHalfOfAllJudges(flags: [Bool?], decision: Bool?) {
        let vote = MajorityVote(flags)
        #expect(vote.decision == decision)
        #expect(vote.flagging + vote.passing + vote.missing == flags.count)
    }
}
