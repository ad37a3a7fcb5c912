/// Why processes cannot go on together.
package enum ProcessGroupError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not all processes came to where they were to meet.
    case unmet(rank: Int, LaunchEnvironment, cause: String)
    /// A process ended and said why.
    case failed(rank: Int, reason: String)
    /// A process was told to stop.
    case interrupted(rank: Int)
    /// A process has given no sign of life.
    case silent(rank: Int, seconds: Int)
    /// The process that serves the store, rank 0 or the launcher, is gone.
    case storeGone(rank: Int, cause: String)
    /// The connection between the processes broke during an operation.
    case broken(rank: Int, during: String, cause: String)
    /// An operation waited for a process that lives, but did not take part.
    case timedOut(rank: Int, during: String, seconds: Int)

    package var description: String {
        switch self {
        case .unmet(let rank, let environment, let cause):
            "rank \(rank) of \(environment.processCount) waited in vain for the others at \(environment.host):"
                + "\(environment.port): \(cause). Are all processes running, can they reach that address, and is the port free?"
        case .failed(let rank, let reason):
            "rank \(rank) ended: \(reason)"
        case .interrupted(let rank):
            "rank \(rank) was told to stop"
        case .silent(let rank, let seconds):
            "rank \(rank) has given no sign of life for \(seconds) s: it was killed, or its machine is gone"
        case .storeGone(let rank, let cause):
            "rank \(rank) lost the store that the processes share, so rank 0 or the launcher is gone: \(cause)"
        case .broken(let rank, let during, let cause):
            "rank \(rank) lost the other processes during \(during): \(cause). One of them has probably ended; look at its output"
        case .timedOut(let rank, let during, let seconds):
            "rank \(rank) waited \(seconds) s for the other processes in \(during): they run, but do something else"
        }
    }
}
