import Experiments

/// How far a sweep is, for the terminal.
struct SweepStatusText {
    private let status: SweepStatus

    init(_ status: SweepStatus) { self.status = status }

    var text: String {
        var table = TerminalTable(columns: [.init(""), .init("point"), .init("stages", .right), .init("next")])
        for point in status.points {
            let isDone = point.stages > 0 && point.next == nil
            let next = point.next.map { "\($0.name) (\($0.state.rawValue))" }
            table.append([
                isDone ? "✓" : point.next?.state == .failed ? "✗" : "·", point.label,
                point.stages > 0 ? "\(point.stagesDone)/\(point.stages)" : "–", next ?? "",
            ])
        }
        let done = status.points.count { $0.stages > 0 && $0.next == nil }
        let owner = status.owner.map { ["running: \($0.printable)"] } ?? []
        return (owner + table.lines + ["", "\(done) of \(status.points.count) points done"])
            .map { $0.isEmpty ? "" : " " + $0 }.joined(separator: "\n")
    }
}
