import Foundation
import Reports

/// All runs that are served.
struct OverviewPage: Page {
    static let template = "overview"

    let page = "overview"
    let title = "Runs"
    let runs: [Row]
    /// Whether there are two to compare.
    let canCompare: Bool
    /// Where no runs were found.
    let folders: [String]

    init(_ rows: [Row], folders: [String]) {
        runs = rows
        canCompare = rows.count { !$0.isUnreadable } > 1
        self.folders = folders
    }

    /// One run.
    struct Row: Sendable {
        let name: String
        let path: String
        let experiment: String
        let state: RunStanding
        let proofs: ProofCount?
        let triggered: String?
        let clean: String?
        let date: String
        /// Why nothing more can be said.
        let problem: String?
        let isUnreadable: Bool

        init(_ run: ViewedRun, _ state: RunState, _ live: LiveStage?) {
            name = run.name
            path = run.path
            experiment = "\(state.experiment.name) · seed \(state.experiment.seed)"
            self.state = RunStanding(state, live, isBusy: run.directory.owner != nil)
            proofs = ProofCount(state.proofs)
            triggered = state.rate(.triggered)?.countText
            clean = state.rate(.clean)?.countText
            date = state.date.shortText
            problem = nil
            isUnreadable = false
        }

        /// A run that cannot be read.
        init(_ run: ViewedRun, _ error: any Error) {
            name = run.name
            path = run.path
            experiment = "cannot be read"
            state = .unreadable
            (proofs, triggered, clean) = (nil, nil, nil)
            date = ""
            problem = "\(error)"
            isUnreadable = true
        }
    }
}

/// How far a run is, in a mark and words.
struct RunStanding: Sendable {
    /// A class of the stylesheet.
    let kind: String
    let mark: String
    let text: String

    static let unreadable = RunStanding(kind: "failed", mark: "✗", text: "unreadable")

    init(_ state: RunState, _ live: LiveStage?, isBusy: Bool) {
        if let live {
            self.init(kind: "running", mark: "▸", text: "\(live.name) \(live.text())")
        } else if isBusy {
            self.init(kind: "running", mark: "▸", text: "writing the report")
        } else if state.failure != nil {
            self.init(kind: "failed", mark: "✗", text: "failed")
        } else if let next = state.nextStage {
            self.init(kind: "stopped", mark: "‖", text: "stopped before \(next.name)")
        } else {
            self.init(kind: "done", mark: "✓", text: "finished")
        }
    }

    private init(kind: String, mark: String, text: String) {
        self.kind = kind
        self.mark = mark
        self.text = text
    }
}

/// `14/14 ✓`.
struct ProofCount: Sendable {
    let text: String
    let isPassed: Bool

    /// Nil where nothing was proved yet.
    init?(_ proofs: [ProofLine]) {
        guard !proofs.isEmpty else { return nil }
        let passed = proofs.count { $0.status == .passed }
        isPassed = passed == proofs.count
        text = "\(passed)/\(proofs.count) \(isPassed ? "✓" : "✗")"
    }
}

extension RateRow {
    /// `99/100`.
    var countText: String { "\(successes)/\(n)" }
}

extension Date {
    /// `2026-11-21 19:55`, in universal time.
    var shortText: String {
        formatted(.iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false))
            .replacing("T", with: " ").prefix(16) + " UTC"
    }
}
