import Synchronization

/// Which signals have come.
final class SignalCount: Sendable {
    private let signals = Mutex<[Int32]>([])

    var first: Int32? { signals.withLock { $0.first } }

    /// Notes a signal; gives how many have come.
    func add(_ signal: Int32) -> Int {
        signals.withLock { signals in
            signals.append(signal)
            return signals.count
        }
    }
}
