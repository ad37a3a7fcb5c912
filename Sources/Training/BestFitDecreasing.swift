/// Packing by best fit, the longest first: each item goes where the least room is left after it.
enum BestFitDecreasing {
    /// Bins of items, by index, whose lengths add up to `limit` at most; an item above the limit has a bin of its own.
    ///
    /// Bins and the items in them come in the order of the first item's index, so that the result is the same for the same lengths.
    static func bins(_ lengths: [Int], limit: Int) -> [[Int]] {
        var bins: [(items: [Int], room: Int)] = []
        for index in lengths.indices.sorted(by: { (-lengths[$0], $0) < (-lengths[$1], $1) }) {
            let length = lengths[index]
            let best = bins.indices.filter { bins[$0].room >= length }.min { bins[$0].room < bins[$1].room }
            if let best {
                bins[best].items.append(index)
                bins[best].room -= length
            } else {
                bins.append(([index], limit - length))
            }
        }
        return bins.map { $0.items.sorted() }.sorted { $0[0] < $1[0] }
    }
}
