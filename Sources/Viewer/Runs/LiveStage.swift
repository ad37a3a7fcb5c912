import Experiments
import Foundation

/// A stage that is under way.
struct LiveStage: Sendable {
    let name: String
    let done: Int?
    let total: Int?
    /// Records a second.
    let rate: Double?
    /// When the stage before it was done.
    let since: Date
    let latest: [SampleText]

    init(_ stage: PlannedStage, since: Date, _ ledger: LedgerTail? = nil) {
        name = stage.name
        total = stage.records
        self.since = since
        done = ledger?.records
        rate = ledger?.rate
        latest = ledger?.latest ?? []
    }

    /// `240 of 400 · 3.2 a second · 0:50 left`; without numbers, for how long it has been going on.
    func text(now: Date = .now) -> String {
        guard let done else { return "for \(Self.clock(now.timeIntervalSince(since)))" }
        var parts = [total.map { "\(done) of \($0)" } ?? "\(done)"]
        if let rate {
            parts.append(String(format: rate < 10 ? "%.1f a second" : "%.0f a second", rate))
            if let total, total > done { parts.append("\(Self.clock(Double(total - done) / rate)) left") }
        }
        return parts.joined(separator: " · ")
    }

    /// `0:48`, `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        let seconds = Int(min(max(seconds, 0), 1e9))
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, seconds % 60)
            : String(format: "%d:%02d", minutes, seconds % 60)
    }
}
