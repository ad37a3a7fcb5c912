/// A set of rows of a table, one bit each.
struct RowSet: Sendable {
    private var words: [UInt64] = []

    func contains(_ row: Int32) -> Bool {
        let word = Int(row >> 6)
        return row >= 0 && word < words.count && words[word] & 1 << UInt64(row & 63) != 0
    }

    mutating func insert(_ row: Int32) {
        let word = Int(row >> 6)
        guard row >= 0 else { return }
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
        }
        words[word] |= 1 << UInt64(row & 63)
    }
}
