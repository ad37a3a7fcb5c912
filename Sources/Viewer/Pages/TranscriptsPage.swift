import Experiments
import Reports

/// The transcripts of a run: the list at the left, and one pair side by side.
struct TranscriptsPage: Page {
    static let template = "transcripts"
    /// How many entries the list shows at a time.
    static let window = 200

    let page = "transcripts"
    let title: String
    let run: RunHeader
    let filters: FilterForm
    /// `312 of 400`.
    let count: String
    let entries: [EntryRow]
    /// What tells one list from another.
    let listKey: String
    let earlier: String?
    let later: String?
    /// How much of the run has been read; nil when all of it has.
    let indexing: Indexing?
    let pair: PairView?
    /// Why there is nothing to show.
    let nothing: String?
    let help = true

    struct Indexing: Sendable {
        let text: String
        let fraction: String
    }

    init(_ run: ViewedRun, _ state: RunState, _ index: TranscriptIndex, _ address: TranscriptAddress) throws {
        let progress = try index.progress
        let facets = try index.facets()
        let count = try index.count(address.filter)
        title = "\(state.experiment.name): transcripts"
        self.run = RunHeader(run, state)
        self.count = "\(count) of \(facets.total)"
        let place = try address.id.flatMap { try index.position(of: $0, in: address.filter) }
        let start = min(address.start ?? (place ?? 0) / Self.window * Self.window, max(0, count - 1))
        let entries = try index.entries(address.filter, offset: start, limit: Self.window)
        let selected = address.id ?? entries.first?.id
        self.entries = entries.enumerated().map { offset, entry in
            EntryRow(
                entry, place: start + offset, of: count, role: state.role(of: entry.condition),
                trigger: state.experiment.condition(entry.condition)?.trigger?.prefix,
                showsCondition: address.filter.condition == nil,
                path: address.selecting(entry.id).path(of: run.path), isCurrent: entry.id == selected)
        }
        listKey = address.selecting(nil).starting(at: start).path(of: run.path)
        earlier = start > 0 ? address.starting(at: max(0, start - Self.window)).path(of: run.path) : nil
        later = start + Self.window < count ? address.starting(at: start + Self.window).path(of: run.path) : nil
        indexing =
            progress.isComplete
            ? nil
            : Indexing(
                text: "reading the run: \(progress.fraction.percent) %", fraction: String(progress.fraction))
        let shown = address.selecting(selected)
        filters = FilterForm(shown, facets, conditions: state.experiment.conditions.map(\.name), run: run.path)
        pair = try selected.flatMap { id in
            try PairView(
                id, shown, isListed: address.id == nil || place != nil, first: entries.first?.id, run, state, index)
        }
        if let id = address.id, pair == nil, progress.isComplete { throw ViewError.noTranscript(id) }
        nothing = pair == nil ? Self.explanation(facets, isReading: !progress.isComplete) : nil
    }

    private static func explanation(_ facets: TranscriptFacets, isReading: Bool) -> String {
        if isReading { return "The transcripts are being read." }
        return facets.total == 0
            ? "This run has no transcripts yet. They appear while conditions are being sampled."
            : "No transcript meets all of these filters."
    }
}
