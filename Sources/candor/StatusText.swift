import Experiments
import Foundation
import Reports

/// How far a run is, for the terminal.
struct StatusText {
    private let status: RunStatus
    private let width: Int

    init(_ status: RunStatus, width: Int) {
        self.status = status
        self.width = width
    }

    var text: String {
        var text = WrappedText.hanging(" ", status.source.printable, width: width)
        if let owner = status.owner { text += WrappedText.hanging(" running: ", owner.printable, width: width) }
        text += status.stages.flatMap(lines(of:))
        return (text + ["", " " + summary]).joined(separator: "\n")
    }

    private func lines(of stage: RunStatus.StageStatus) -> [String] {
        let width = status.stages.map(\.name.count).max() ?? 0
        let name = stage.name.padding(toLength: width, withPad: " ", startingAt: 0)
        let state = stage.state.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
        let start = " \(Self.mark(of: stage.state)) \(name)  \(state)  "
        guard let first = stage.details.first else { return [start.trimmedAtEnd] }
        let indent = String(repeating: " ", count: start.count)
        return WrappedText.hanging(start, first.printable, width: self.width)
            + stage.details.dropFirst().flatMap { WrappedText.hanging(indent, $0.printable, width: self.width) }
    }

    private var summary: String {
        let done = status.stages.count { $0.state == .done }
        let count = "\(done) of \(status.stages.count) stages done in \(TerminalObserver.time(status.seconds))"
        guard let next = status.stages.first(where: { $0.state != .done }) else {
            return count + "; nothing is left to run"
        }
        return count + "; next: \(next.name)"
    }

    private static func mark(of state: RunStatus.State) -> String {
        switch state {
        case .done: "✓"
        case .failed: "✗"
        case .stale, .partial: "~"
        case .pending: "·"
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
