import ArgumentParser
import Dispatch
import Foundation

/// Ctrl-C and termination: the first saves and stops, the second stops at once.
enum Interruption {
    /// Runs `operation` on a thread of its own, and cancels it when the user or the system wants it to stop.
    ///
    /// - Parameter advice: how to go on afterwards.
    /// - Throws: the exit code that shells expect of an interrupted program: 130, or 143 for termination.
    static func guarding<Value: Sendable>(
        advice: String = "the same command goes on from here",
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task(executorPreference: ComputeExecutor()) { try await operation() }
        let received = SignalCount()
        let sources = [SIGINT, SIGTERM].map { signal in
            source(of: signal) {
                guard received.add(signal) == 1 else { _exit(128 + signal) }
                write("\nsaving what is done; once more to stop at once\n")
                task.cancel()
            }
        }
        defer { for source in sources { source.cancel() } }
        do {
            return try await task.value
        } catch is CancellationError {
            write("\nstopped; \(advice)\n")
            throw ExitCode(128 + (received.first ?? SIGINT))
        }
    }

    static func source(of number: Int32, _ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
        source.setEventHandler(handler: handler)
        source.resume()
        return source
    }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
