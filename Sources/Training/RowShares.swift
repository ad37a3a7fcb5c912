/// Which process takes which of a step's rows.
///
/// Every process works out the same shares, so nothing has to be exchanged.
struct RowShares: Sendable, Equatable {
    /// The rows of each process, by index and in their order; empty for some where there are fewer rows than processes.
    let shares: [[Int]]

    /// Gives each row, the longest first, to the process with the fewest tokens so far.
    init(lengths: [Int], over processCount: Int) {
        var shares = [[Int]](repeating: [], count: processCount)
        var tokens = [Int](repeating: 0, count: processCount)
        for index in lengths.indices.sorted(by: { (-lengths[$0], $0) < (-lengths[$1], $1) }) {
            let lightest = tokens.indices.min { (tokens[$0], $0) < (tokens[$1], $1) } ?? 0
            shares[lightest].append(index)
            tokens[lightest] += lengths[index]
        }
        self.shares = shares.map { $0.sorted() }
    }
}
