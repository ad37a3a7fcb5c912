/// Counts finished records and tokens, and reports the rate.
struct ThroughputMeter {
    private let total: Int
    private let progress: StageProgress
    private let start = ContinuousClock.now
    private(set) var done = 0
    private(set) var tokens = 0

    init(total: Int, _ progress: StageProgress) {
        self.total = total
        self.progress = progress
    }

    /// Tokens a second since the start.
    var rate: Int { Int(Double(tokens) / max((ContinuousClock.now - start) / .seconds(1), 1e-3)) }

    mutating func add(tokens count: Int) {
        done += 1
        tokens += count
        progress.update(Double(done) / Double(max(total, 1)), "\(done)/\(total)  \(rate) tok/s")
    }
}
