/// How far scores agree with true ones.
package struct ScoreAgreement: Sendable, Hashable, Codable {
    package let items: Int
    package let meanAbsoluteError: Double

    /// Spearman's ρ: Pearson's correlation of the ranks, ties given the mean of theirs. Nil where either side is constant.
    /// Source: C. Spearman (1904), American Journal of Psychology 15:72–101.
    package let rankCorrelation: Double?

    /// Nil without pairs.
    package init?(_ pairs: [(truth: Double, score: Double)]) {
        guard !pairs.isEmpty else { return nil }
        items = pairs.count
        meanAbsoluteError = pairs.reduce(0) { $0 + abs($1.truth - $1.score) } / Double(pairs.count)
        rankCorrelation = Self.correlation(pairs.map(\.truth).ranks, pairs.map(\.score).ranks)
    }

    private static func correlation(_ first: [Double], _ second: [Double]) -> Double? {
        // The mean of ranks is the same with or without ties.
        let mean = Double(first.count + 1) / 2
        func product(_ one: [Double], _ other: [Double]) -> Double {
            zip(one, other).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        }
        let scale = (product(first, first) * product(second, second)).squareRoot()
        return scale > 0 ? product(first, second) / scale : nil
    }
}

extension [Double] {
    /// The place of each number in ascending order, from 1; equal numbers share the mean of their places.
    fileprivate var ranks: [Double] {
        let order = indices.sorted { self[$0] < self[$1] }
        var ranks = Array(repeating: 0.0, count: count)
        var start = 0
        while start < count {
            let end = order[start...].firstIndex { self[$0] != self[order[start]] } ?? count
            for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
