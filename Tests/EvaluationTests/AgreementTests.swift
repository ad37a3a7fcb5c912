import Testing

@testable import Evaluation

@Suite struct AgreementTests {
    let reference: AgreementReference

    init() throws {
        reference = try AgreementReference.load()
    }

    @Test func kappaAndItsErrorAgreeWithStatsmodels() throws {
        #expect(reference.kappas.count >= 7)
        for row in reference.kappas {
            let kappa = try #require(CohenKappa(table: row.table))
            #expect(agree(kappa.kappa, row.kappa) && agree(kappa.standardError, row.standardError), "\(row) \(kappa)")
            guard kappa.observedAgreement < 1 else { continue }
            #expect(agree(kappa.interval.lower, max(-1, row.interval[0])), "\(row) \(kappa)")
            #expect(agree(kappa.interval.upper, min(1, row.interval[1])), "\(row) \(kappa)")
        }
    }

    @Test func kappaIsThatOfWorkedExamples() throws {
        // Fleiss, Cohen & Everitt (1969), table 1, as proportions of 200 psychiatric cases: κ = 0.429, error 0.054.
        let published = try #require(CohenKappa(table: [[106, 10, 4], [22, 28, 10], [2, 12, 6]]))
        #expect(abs(published.kappa - 0.429) < 5e-4 && abs(published.standardError - 0.054) < 5e-4)
        // Both agree on half of what chance leaves: (0.7 − 0.5) / 0.5.
        let half = try #require(CohenKappa(table: [[20, 5], [10, 15]]))
        #expect(agree(half.kappa, 0.4) && agree(half.expectedAgreement, 0.5) && agree(half.observedAgreement, 0.7))
    }

    @Test func fullAgreementOnFewItemsIsNotCertainty() throws {
        let few = try #require(CohenKappa(table: [[5, 0], [0, 5]]))
        let many = try #require(CohenKappa(table: [[500, 0], [0, 500]]))
        #expect(few.kappa == 1 && few.interval.upper == 1)
        // Wilson's lower bound of 10 in 10 is 0.7225, so (0.7225 − 0.5) / 0.5.
        #expect(abs(few.interval.lower - 0.4449) < 1e-3)
        #expect(many.interval.lower > 0.99 && many.interval.width > 0)
    }

    @Test func kappaOfOneCategoryIsUnknown() {
        #expect(CohenKappa(table: [[9, 0], [0, 0]]) == nil)
        #expect(CohenKappa(table: [[0, 0], [0, 0]]) == nil)
        #expect(CohenKappa(table: []) == nil)
        #expect(CohenKappa(table: [[0, 9], [0, 0]])?.kappa == 0)
    }

    @Test func alphaAgreesWithTheKrippendorffPackage() throws {
        #expect(reference.alphas.count >= 5)
        for row in reference.alphas {
            #expect(agree(try #require(KrippendorffAlpha(nominal: row.units)).alpha, row.nominal), "\(row)")
            #expect(agree(try #require(KrippendorffAlpha(interval: row.units)).alpha, row.interval), "\(row)")
        }
    }

    @Test func alphaIsThatOfKrippendorffsExamples() throws {
        // Krippendorff (2011): two observers and nominal data in sections A and B, four observers with gaps in C and D.
        let binary = zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]).map { [$0, $1] }
        #expect(abs(try #require(KrippendorffAlpha(nominal: binary)).alpha - 0.095) < 5e-4)
        let letters = zip("aabbdcccedda", "babbbccceddd").map { [$0, $1] }
        #expect(abs(try #require(KrippendorffAlpha(nominal: letters)).alpha - 0.692) < 5e-4)
        let fourObservers = reference.alphas[0].units
        let nominal = try #require(KrippendorffAlpha(nominal: fourObservers))
        #expect(abs(nominal.alpha - 0.743) < 5e-4 && nominal.units == 11 && nominal.ratings == 40)
        #expect(abs(try #require(KrippendorffAlpha(interval: fourObservers)).alpha - 0.849) < 5e-4)
        // The often printed example of three coders, whose gaps leave some units with one rating.
        let threeCoders: [[Double]] = [
            [1], [], [2, 2], [1, 1], [3, 3], [3, 3, 4], [4, 4, 4], [1, 3], [2, 2], [1, 1], [1, 1], [3, 3], [3, 3], [],
            [3, 4],
        ]
        #expect(abs(try #require(KrippendorffAlpha(nominal: threeCoders)).alpha - 0.691) < 5e-4)
        #expect(abs(try #require(KrippendorffAlpha(interval: threeCoders)).alpha - 0.811) < 5e-4)
    }

    @Test func alphaNeedsPairsThatCouldDiffer() {
        #expect(KrippendorffAlpha(nominal: [["a", "a"], ["a", "a", "a"]]) == nil)
        #expect(KrippendorffAlpha(nominal: [["a"], ["b"], []]) == nil)
        #expect(KrippendorffAlpha(interval: []) == nil)
        #expect(KrippendorffAlpha(nominal: [["a", "a"], ["b", "b"], ["c"]])?.alpha == 1)
    }

    @Test func accuraciesAgreeWithScikitLearn() throws {
        for row in reference.accuracies {
            let matrix = ConfusionMatrix(
                truePositives: row.counts[0], falsePositives: row.counts[1], falseNegatives: row.counts[2],
                trueNegatives: row.counts[3])
            #expect(agree(try #require(matrix.sensitivity().rate), row.sensitivity))
            #expect(agree(try #require(matrix.specificity().rate), row.specificity))
            #expect(agree(matrix.positivePredictiveValue().rate ?? 0, row.positivePredictiveValue))
            #expect(agree(try #require(matrix.negativePredictiveValue().rate), row.negativePredictiveValue))
            #expect(agree(try #require(matrix.balancedAccuracy), row.balancedAccuracy))
            #expect(agree(try #require(matrix.youdenIndex().difference), row.youdenIndex))
            #expect(matrix.total == row.counts.reduce(0, +))
        }
    }

    @Test func aMatrixWithoutPositivesHasNoSensitivity() {
        let matrix = ConfusionMatrix(truePositives: 0, falsePositives: 2, falseNegatives: 0, trueNegatives: 8)
        #expect(matrix.sensitivity().rate == nil && matrix.balancedAccuracy == nil)
        #expect(matrix.youdenIndex().interval.lower == -1)
    }
}
