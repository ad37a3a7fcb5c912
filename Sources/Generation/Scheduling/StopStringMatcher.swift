/// Watches the growing text of one sequence for stop strings.
struct StopStringMatcher: Sendable {
    private let patterns: [[UInt8]]
    private var tail: [UInt8] = []

    init(_ strings: [String]) {
        patterns = strings.map { Array($0.utf8) }.filter { !$0.isEmpty }
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// Takes the next bytes of the text; true when it now holds a stop string.
    mutating func matches(appending bytes: [UInt8]) -> Bool {
        guard !patterns.isEmpty else { return false }
        tail.append(contentsOf: bytes)
        if patterns.contains(where: { tail.holds($0) }) { return true }
        let longest = patterns.reduce(0) { max($0, $1.count) }
        tail.removeFirst(max(0, tail.count - (longest - 1)))
        return false
    }
}

extension [UInt8] {
    fileprivate func holds(_ pattern: [UInt8]) -> Bool {
        guard count >= pattern.count else { return false }
        return (0...count - pattern.count).contains { start in
            self[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
