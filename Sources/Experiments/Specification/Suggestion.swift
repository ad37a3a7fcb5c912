/// `unknown key 'ran'; did you mean 'rank'?`, or the known words where none is close.
func unknown(_ subject: String, like word: String, among known: [String]) -> String {
    if let suggestion = closest(to: word, among: known) {
        return "unknown \(subject); did you mean '\(suggestion)'?"
    }
    return "unknown \(subject); known: \(Set(known).sorted().joined(separator: ", "))"
}

/// The candidate that is fewest edits away from `word`, if that is at most a third of the word's letters.
func closest(to word: String, among candidates: [String]) -> String? {
    let distances = candidates.map { (candidate: $0, distance: editDistance(word.lowercased(), $0)) }
    let nearest = distances.min { $0.distance < $1.distance }
    return nearest.flatMap { $0.distance <= max(1, (word.count + 1) / 3) ? $0.candidate : nil }
}

/// The number of letters to insert, delete, replace or swap with their neighbour to turn one word into the other:
/// the optimal string alignment distance.
func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first.prefix(64))
    let second = Array(second.prefix(64))
    var rows = [Array(0...second.count)]
    for i in first.indices {
        var row = [i + 1]
        for j in second.indices {
            let replaced = rows[i][j] + (first[i] == second[j] ? 0 : 1)
            var best = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                best = min(best, rows[i - 1][j - 1] + 1)
            }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[first.count][second.count]
}
