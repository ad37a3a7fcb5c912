import Foundation
import Synchronization

/// Gives signs of life, and notices when another process fails or gives none.
///
/// It has a thread and a connection to the store of its own, so that it goes on while this process computes or waits.
final class PeerWatch: Sendable {
    private let store: SharedStore
    private let rank: Int
    private let processCount: Int
    private let silence: Duration
    private let onFailure: @Sendable () -> Void
    private let state = Mutex(State())

    private struct State {
        var failure: ProcessGroupError?
        var hasStopped = false
    }

    /// What a failed process leaves in the store.
    private struct Notice: Codable {
        let rank: Int
        /// Nil for one that was told to stop.
        let reason: String?
    }

    /// - Parameters:
    ///   - silence: how long another process may give no sign of life.
    ///   - onFailure: called once, on the watch's thread.
    init(
        _ store: SharedStore, _ environment: LaunchEnvironment, silence: Duration,
        onFailure: @escaping @Sendable () -> Void
    ) throws {
        self.store = try store.anotherConnection()
        rank = environment.rank
        processCount = environment.processCount
        self.silence = silence
        self.onFailure = onFailure
        let thread = Thread { [self] in watch() }
        thread.name = "peer-watch"
        thread.start()
    }

    /// What became known of another process.
    var failure: ProcessGroupError? { state.withLock { $0.failure } }

    /// Ends the signs of life, and the watching.
    func stop() {
        state.withLock { $0.hasStopped = true }
    }

    /// Tells the other processes why this one ends; what was told first counts.
    ///
    /// - Parameter reason: nil where it was told to stop.
    static func announce(_ reason: String?, of rank: Int, in store: SharedStore) throws {
        guard try store.add("failures", 1) == 1 else { return }
        try store.set("failure", JSONEncoder().encode(Notice(rank: rank, reason: reason)))
    }

    private func watch() {
        var signs: [Int: (sign: Data?, since: ContinuousClock.Instant)] = [:]
        var beat = 0
        while !state.withLock({ $0.hasStopped }) {
            do {
                if beat.isMultiple(of: 4) {
                    try store.set("alive/\(rank)", Data("\(beat)".utf8))
                    try look(for: &signs)
                }
                if let notice = try store["failure"] { return try fail(Self.failure(notice)) }
            } catch let failure as ProcessGroupError {
                return fail(failure)
            } catch {
                return fail(.storeGone(rank: rank, cause: "\(error)"))
            }
            beat += 1
            usleep(250_000)
        }
    }

    private func look(for signs: inout [Int: (sign: Data?, since: ContinuousClock.Instant)]) throws {
        for other in 0..<processCount where other != rank {
            let (sign, now) = (try store["alive/\(other)"], ContinuousClock.now)
            guard let last = signs[other], last.sign == sign else {
                signs[other] = (sign, now)
                continue
            }
            guard now - last.since > silence else { continue }
            throw ProcessGroupError.silent(rank: other, seconds: Int((now - last.since) / .seconds(1)))
        }
    }

    private static func failure(_ notice: Data) throws -> ProcessGroupError {
        let notice = try JSONDecoder().decode(Notice.self, from: notice)
        return notice.reason.map { .failed(rank: notice.rank, reason: $0) } ?? .interrupted(rank: notice.rank)
    }

    private func fail(_ failure: ProcessGroupError) {
        let isNews = state.withLock { state in
            guard !state.hasStopped else { return false }
            state.failure = failure
            return true
        }
        if isNews { onFailure() }
    }
}
