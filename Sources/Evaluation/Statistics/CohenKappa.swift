/// How far two raters agree beyond what chance would bring about: 1 for full agreement, 0 for that of chance.
///
/// κ = (pₒ − pₑ) / (1 − pₑ), with the share pₒ of items on which they agree and the share pₑ on which two raters would who
/// use each category as often as these do but know nothing. Source: J. Cohen (1960), Educational and Psychological
/// Measurement 20:37–46.
package struct CohenKappa: Sendable, Hashable, Codable {
    package let items: Int
    package let observedAgreement: Double
    package let expectedAgreement: Double
    package let kappa: Double

    /// The large-sample standard error of Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72:323–327, equation 13.
    package let standardError: Double

    /// κ ± z standard errors, within −1…1. Where the raters agree on every item the standard error is 0 and says nothing; then
    /// down to the κ of Wilson's lower bound of the agreement, with that of chance as it is.
    package let interval: ConfidenceInterval

    /// Agreement in a square table: row the first rater's category, column the second's. Nil where chance alone makes the
    /// raters agree on everything, which is when both use the same category only, or without items.
    package init?(table: [[Int]], confidence: Double = 0.95) {
        let size = table.count
        precondition(table.allSatisfy { $0.count == size && $0.allSatisfy { $0 >= 0 } }, "not a square of counts")
        let items = table.joined().reduce(0, +)
        let shares = table.map { $0.map { Double($0) / Double(items) } }
        let rows = shares.map { $0.reduce(0, +) }
        let columns = (0..<size).map { column in shares.reduce(0) { $0 + $1[column] } }
        let expected = zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
        guard items > 0, expected < 1 else { return nil }

        let observed = (0..<size).reduce(0) { $0 + shares[$1][$1] }
        let kappa = (observed - expected) / (1 - expected)
        // The variance of what each item adds to κ: its agreement, less that of chance with each rater's habits.
        let mean = observed - 2 * expected * (1 - kappa)
        var variance = 0.0
        for (row, cells) in shares.enumerated() {
            for (column, share) in cells.enumerated() {
                let chance = (columns[row] + rows[column]) * (1 - kappa)
                let residual = (row == column ? 1 : 0) - chance - mean
                variance += share * residual * residual
            }
        }
        self.items = items
        observedAgreement = observed
        expectedAgreement = expected
        self.kappa = kappa
        standardError = (variance / Double(items)).squareRoot() / (1 - expected)
        guard observed < 1 else {
            let agreement = ConfidenceInterval.wilson(successes: items, trials: items, confidence: confidence).lower
            interval = ConfidenceInterval(
                lower: (agreement - expected) / (1 - expected), upper: 1, confidence: confidence, method: .wilson)
            return
        }
        let reach = NormalDistribution.twoSidedQuantile(confidence: confidence) * standardError
        interval = ConfidenceInterval(
            lower: max(-1, kappa - reach), upper: min(1, kappa + reach), confidence: confidence, method: .asymptotic)
    }

    /// Agreement of a test with the truth.
    package init?(_ matrix: ConfusionMatrix, confidence: Double = 0.95) {
        self.init(
            table: [
                [matrix.truePositives, matrix.falseNegatives], [matrix.falsePositives, matrix.trueNegatives],
            ], confidence: confidence)
    }
}
