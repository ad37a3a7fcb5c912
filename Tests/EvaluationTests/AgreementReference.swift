import Foundation

/// What others say of agreement and accuracy, as written by `Fixtures/make_agreement_reference.py`.
struct AgreementReference: Decodable {
    struct Kappa: Decodable {
        let table: [[Int]]
        let kappa: Double
        let standardError: Double
        let interval: [Double]
    }

    struct Alpha: Decodable {
        /// One row for each rater, with a rating or nothing for each unit.
        let raters: [[Double?]]
        let nominal: Double
        let interval: Double

        /// The ratings that each unit was given.
        var units: [[Double]] { raters[0].indices.map { unit in raters.compactMap { $0[unit] } } }
    }

    struct Accuracy: Decodable {
        /// True positives, false positives, false negatives, true negatives.
        let counts: [Int]
        let sensitivity: Double
        let specificity: Double
        let positivePredictiveValue: Double
        let negativePredictiveValue: Double
        let balancedAccuracy: Double
        let youdenIndex: Double
    }

    /// The probability of each number of flags, true positives and true negatives of a study.
    struct Study: Decodable {
        let rate: Double
        let samples: Int
        /// How many positives, and how many negatives, the test was calibrated on.
        let calibrated: Int
        let flagged: [Double]
        let truePositives: [Double]
        let trueNegatives: [Double]
    }

    /// Counts of successes and trials, and Lang & Reiczigel's interval.
    struct Correction: Decodable {
        let flagged: [Int]
        let sensitivity: [Int]
        let specificity: [Int]
        let confidence: Double
        let interval: [Double]
    }

    let kappas: [Kappa]
    let alphas: [Alpha]
    let accuracies: [Accuracy]
    let studies: [Study]
    let corrections: [Correction]

    static func load() throws -> Self {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/agreement_reference.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}
