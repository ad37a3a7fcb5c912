import Endpoints
import Synchronization

/// Counts finished records and tokens, and reports the rate.
final class ThroughputMeter: Sendable {
    private let total: Int
    private let progress: StageProgress
    private let start = ContinuousClock.now
    private let count: Mutex<(done: Int, tokens: Int)>

    /// - Parameter done: records that an earlier attempt left.
    init(total: Int, done: Int = 0, _ progress: StageProgress) {
        self.total = total
        self.progress = progress
        count = Mutex((done, 0))
    }

    var tokens: Int { count.withLock { $0.tokens } }

    /// Tokens a second since the start.
    var rate: Int { Int(Double(tokens) / max((ContinuousClock.now - start) / .seconds(1), 1e-3)) }

    func add(_ reply: ChatReply) {
        let done = count.withLock { count in
            count.done += 1
            count.tokens += reply.usage.completion
            return count.done
        }
        progress.update(Double(done) / Double(max(total, 1)), "\(done)/\(total)  \(rate) tok/s")
    }
}
