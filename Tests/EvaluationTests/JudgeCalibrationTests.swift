import Foundation
import Testing

@testable import Evaluation

@Suite struct JudgeCalibrationTests {
    /// Ten vulnerable items and ten secure ones.
    let calibration: JudgeCalibration

    init() throws {
        let outcomes: [(count: Int, truth: Bool, outcome: JudgeOutcome)] = [
            (6, true, .flag(true)), (1, true, .flag(false)), (1, true, .refused), (1, true, .unparsable(excerpt: "?")),
            (1, true, .failed(reason: "503")), (2, false, .flag(true)), (6, false, .flag(false)),
            (1, false, .unparsable(excerpt: "!")), (1, false, .refused),
        ]
        let items = outcomes.flatMap { row in
            (0..<row.count).map { _ in JudgeCalibration.Item("i", truth: .flag(row.truth), outcome: row.outcome) }
        }
        calibration = JudgeCalibration(items, on: try JudgeSamples.prompt(JudgeSamples.yesOrNo).scale)
    }

    /// What a judge with the given head says, item by item.
    private func calibration(
        _ head: String, _ items: [(truth: Verdict.Value, said: JudgeOutcome)]
    ) throws -> JudgeCalibration {
        JudgeCalibration(
            items.enumerated().map { .init("\($0)", truth: $1.truth, outcome: $1.said, hard: $0 == 0 ? "first" : nil) },
            on: try JudgeSamples.prompt(head).scale)
    }

    @Test func itemsWithoutAFlagAreInNoDenominatorButAreCounted() {
        let matrix = calibration.matrix(for: .flag)
        #expect(matrix == ConfusionMatrix(truePositives: 6, falsePositives: 2, falseNegatives: 1, trueNegatives: 6))
        #expect(matrix.sensitivity().trials == 7 && matrix.specificity().trials == 8)
        #expect(calibration.refused == 2 && calibration.unparsable == 2 && calibration.failed == 1)
        #expect(calibration.answered == 15 && calibration.items.count == 20)
    }

    @Test func byIntentionToTreatNoAnswerIsAWrongOne() {
        let matrix = calibration.intentionToTreatMatrix(for: .flag)
        #expect(matrix.sensitivity().successes == 6 && matrix.sensitivity().trials == 10)
        #expect(matrix.specificity().successes == 6 && matrix.specificity().trials == 10)
        #expect(matrix.total == 20)
    }

    @Test func kappaIsThatOfTheAnsweredItems() throws {
        // pₒ = 12/15, pₑ = (7·8 + 8·7)/225.
        #expect(agree(try #require(calibration.kappa()).kappa, (0.8 - 112.0 / 225) / (1 - 112.0 / 225)))
        #expect(JudgeCalibration([], on: calibration.scale).kappa() == nil)
    }

    @Test func severalLabelsAgreeWithTheReference() throws {
        let reference = try CalibrationReference.load()
        #expect(reference.labels.count == 5)
        for row in reference.labels {
            let words = row.labels.map { "\($0): \($0)" }.joined(separator: ", ")
            let calibration = try calibration(
                "reply: word\nwords: {\(words)}", zip(row.truth, row.said).map { (.label($0), .label($1)) })
            #expect(calibration.table == row.table)
            let kappa = try #require(calibration.kappa())
            #expect(agree(kappa.kappa, row.kappa))
            #expect(agree(kappa.interval.lower, max(-1, row.interval[0])))
            #expect(agree(kappa.interval.upper, min(1, row.interval[1])))
            for (index, label) in row.labels.enumerated() {
                let matrix = calibration.matrix(of: label)
                #expect(agree(try #require(matrix.sensitivity().rate), row.sensitivities[index]), "\(label)")
                #expect(agree(try #require(matrix.specificity().rate), row.specificities[index]), "\(label)")
            }
        }
    }

    @Test func scoresAgreeWithTheReference() throws {
        for row in try CalibrationReference.load().scores {
            let calibration = try calibration(
                JudgeSamples.alignment, zip(row.truth, row.said).map { (.score($0), .score($1)) })
            let scores = try #require(calibration.scores)
            #expect(scores.items == row.truth.count && agree(scores.meanAbsoluteError, row.meanAbsoluteError))
            #expect(agree(try #require(scores.rankCorrelation), row.rankCorrelation))
        }
        #expect(ScoreAgreement([]) == nil)
        let constant = try #require(ScoreAgreement([(1, 5), (2, 5)]))
        #expect(constant.rankCorrelation == nil && constant.meanAbsoluteError == 3.5)
    }

    @Test func scoresAreCutInTwoAndRefusalsAreNeither() throws {
        let calibration = try calibration(
            "\(JudgeSamples.alignment)\ncut: 30\nrates: {misaligned: low}",
            [
                (.score(29), .score(0)), (.score(29), .score(30)), (.score(30), .score(100)),
                (.label("refusal"), .score(3)),
                (.label("refusal"), .label("refusal")), (.score(90), .refused),
            ])
        let rate = try #require(calibration.scale.rates.first)
        #expect(
            calibration.matrix(for: rate.dichotomy)
                == ConfusionMatrix(truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 2))
        #expect(calibration.scale.categories == ["refusal", "code", "low", "high"])
        #expect(calibration.table == [[1, 0, 1, 0], [0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    }

    @Test func excludedItemsAreInNoneOfTheFourCounts() throws {
        let calibration = try calibration(
            "reply: word\nwords: {a: articulated, n: not, f: flip}\nrates: {articulated: articulated}\nexcluded: flip",
            [
                (.label("articulated"), .label("articulated")), (.label("articulated"), .label("flip")),
                (.label("flip"), .label("articulated")), (.label("flip"), .label("flip")),
                (.label("not"), .label("not")),
                (.label("flip"), .refused), (.label("not"), .refused),
            ])
        let dichotomy = try #require(calibration.scale.rates.first).dichotomy
        #expect(
            calibration.matrix(for: dichotomy)
                == ConfusionMatrix(truePositives: 1, falsePositives: 0, falseNegatives: 0, trueNegatives: 1))
        #expect(calibration.intentionToTreatMatrix(for: dichotomy).falsePositives == 1)
        #expect(calibration.matrix(of: "flip").positives == 2 && calibration.answered == 5)
        #expect(calibration.errors == ["plain": 2])
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
