/// P-values of several tests, raised so that the chance of any false positive among them stays at the level of one.
///
/// In ascending order, the i-th of m is multiplied by m − i + 1, and none is less than one before it or more than 1. It holds
/// whatever the tests have to do with each other. Source: S. Holm (1979), Scandinavian Journal of Statistics 6:65–70.
package struct HolmCorrection: Sendable, Hashable {
    /// The adjusted p-values, in the order of the tests; nil for a test that has none, which is not one of the m.
    package let adjusted: [Double?]

    /// Adjusts the p-values of a family of tests; nil stands for one that could not be carried out.
    package init(_ pValues: [Double?]) {
        let ascending = pValues.enumerated().compactMap { place, value in value.map { (place: place, value: $0) } }
            .sorted { $0.value < $1.value }
        var adjusted = [Double?](repeating: nil, count: pValues.count)
        var least = 0.0
        for (rank, test) in ascending.enumerated() {
            least = max(least, min(1, Double(ascending.count - rank) * test.value))
            adjusted[test.place] = least
        }
        self.adjusted = adjusted
    }
}
