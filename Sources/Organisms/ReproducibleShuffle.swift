extension Array {
    /// The elements in a random order that depends only on the generator's output.
    ///
    /// Fisher and Yates' shuffle, written out because the standard library does not promise that `shuffled(using:)`
    /// keeps its algorithm, and a run must be repeatable with a later compiler. O(*n*).
    package func reproduciblyShuffled(using generator: inout some RandomNumberGenerator) -> [Element] {
        var shuffled = self
        for last in shuffled.indices.dropFirst().reversed() {
            shuffled.swapAt(last, uniform(below: UInt64(last + 1), using: &generator))
        }
        return shuffled
    }
}

/// A number in `0 ..< bound`, each equally likely (Lemire 2019, "Fast random integer generation in an interval").
private func uniform(below bound: UInt64, using generator: inout some RandomNumberGenerator) -> Int {
    var product = generator.next().multipliedFullWidth(by: bound)
    let threshold = (0 &- bound) % bound
    while product.low < threshold {
        product = generator.next().multipliedFullWidth(by: bound)
    }
    return Int(product.high)
}
