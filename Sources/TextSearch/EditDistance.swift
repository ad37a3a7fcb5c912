/// How many letters must be inserted, left out, replaced, or swapped with their neighbour to make one word of another, no letter
/// being touched twice (optimal string alignment). Source: F. J. Damerau (1964), Communications of the ACM 7:171–176.
package enum EditDistance {
    /// The distance of two words; nil if it is above `bound`.
    ///
    /// Complexity: O(*n* × *m*) for words of *n* and *m* letters; words whose lengths differ by more than the bound cost nothing.
    package static func between(_ first: [Character], _ second: [Character], atMost bound: Int) -> Int? {
        guard abs(first.count - second.count) <= bound else { return nil }
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var distance = min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    distance = min(distance, beforeLast[column - 1] + 1)
                }
                current.append(distance)
            }
            guard current.contains(where: { $0 <= bound }) else { return nil }
            (beforeLast, last) = (last, current)
        }
        return last[second.count] <= bound ? last[second.count] : nil
    }
}
