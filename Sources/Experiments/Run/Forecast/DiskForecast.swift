/// How much a run will write, in bytes.
package struct DiskForecast: Sendable, Hashable, Encodable {
    /// At most, while a stage is under way.
    package let needed: Int
    /// Nil if it cannot be told.
    package let free: Int?

    /// Of a record without its text, and of what the scorers say of it.
    private static let bytesPerRecord = 1_100
    /// Of a token in a record: its number and its text.
    private static let bytesPerToken = 10

    init(_ work: [Workload], adapterParameters: Int, free: Int?) {
        let asked = work.filter { $0.completionTokens.atMost > 0 }
        let records = asked.reduce(0) {
            $0 + Self.bytesPerRecord * $1.records.atMost + Self.bytesPerToken * $1.completionTokens.atMost
                + 4 * $1.promptTokens.atMost
        }
        // The adapter; and its checkpoint, with two moments for each parameter, as the old one is replaced.
        needed = 2 * records + 4 * adapterParameters * (1 + 2 * 3)
        self.free = free
    }

    var warning: String? {
        guard let free, needed > free else { return nil }
        return
            "about \(needed / 1_000_000) MB of disk may be needed, and \(free / 1_000_000) MB are free: make room, or use --out"
    }
}
