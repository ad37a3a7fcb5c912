import Experiments
import Foundation
import Synchronization

/// Shows a run on standard error: one line a stage, which turns into its result.
///
/// Where standard error is not a terminal, only the results are written, as plain lines.
final class TerminalObserver: RunObserver {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let lastUpdate = Mutex(ContinuousClock.now - .seconds(1))

    func stageStarted(_ name: String) {
        guard isTerminal else { return }
        write("\r\u{1B}[K \(Self.padded(name)) …")
    }

    func stageAdvanced(_ name: String, fraction: Double?, note: String) {
        guard isTerminal, isDue else { return }
        let bar = fraction.map { Self.bar($0) + "  " } ?? ""
        write("\r\u{1B}[K \(Self.padded(name)) \(bar)\(note)")
    }

    func stageFinished(_ name: String, summary: String, seconds: Double, origin: StageOrigin) {
        let time =
            switch origin {
            case .made: Self.time(seconds)
            case .unchanged: "(unchanged)"
            case .shared: "(shared)"
            }
        write((isTerminal ? "\r\u{1B}[K" : "") + " \(Self.padded(name)) \(summary)  \(time)\n")
    }

    func pointStarted(_ point: Sweep.Point, number: Int, of count: Int) {
        write("\(number > 1 ? "\n" : "") point \(number) of \(count): \(point.label.printable)\n")
    }

    func pointStopped(_ reason: String) {
        write((isTerminal ? "\r\u{1B}[K" : "") + " ✗ \(reason)\n")
    }

    /// Ten times a second is enough.
    private var isDue: Bool {
        lastUpdate.withLock { last in
            let now = ContinuousClock.now
            guard now - last > .milliseconds(100) else { return false }
            last = now
            return true
        }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    private static func padded(_ name: String) -> String {
        name.padding(toLength: max(20, name.count), withPad: " ", startingAt: 0)
    }

    private static func bar(_ fraction: Double) -> String {
        let width = 24
        let full = Int((min(max(fraction, 0), 1) * Double(width)).rounded(.down))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }

    static func time(_ seconds: Double) -> String {
        seconds < 60
            ? String(format: "%.1f s", seconds) : String(format: "%d:%02d", Int(seconds) / 60, Int(seconds) % 60)
    }
}
