import Experiments
import Foundation
import Organisms
import Reports

/// A run that is looked at: what was read of it is kept until its files change.
actor ViewedRun {
    /// What the run is called in addresses.
    nonisolated let name: String
    nonisolated let directory: RunDirectory
    private let cache: URL
    private let patience: Duration
    private var state: (stamps: [FileStamp], state: RunState)?
    private var ledger: LedgerTail?
    private var index: TranscriptIndex?
    private var updating: (stamps: [FileStamp], task: Task<Void, any Error>)?
    private var isUpdating = false
    private var rows: (stamp: FileStamp, rows: [DatasetRow])?

    init(name: String, directory: RunDirectory, cache: URL, patience: Duration) {
        self.name = name
        self.directory = directory
        self.cache = cache
        self.patience = patience
    }

    nonisolated var path: String { "/runs/\(name)" }
    nonisolated var exists: Bool { directory.has(RunManifest.file) }

    /// What the run's files say now.
    ///
    /// - Throws: `ManifestError` for a run that cannot be read.
    func current() throws -> RunState {
        let stamps = ["run.json", "metrics.json"].map { FileStamp(directory.file($0)) }
        if let state, state.stamps == stamps { return state.state }
        let read = try RunState(reading: directory)
        state = (stamps, read)
        return read
    }

    /// The stage that is under way, or nil for a run that nobody is busy with.
    func live() throws -> LiveStage? {
        guard directory.owner != nil, let stage = try current().nextStage else { return nil }
        guard let file = stage.ledger.map(directory.file) else { return LiveStage(stage, since: try current().date) }
        if ledger?.url != file { ledger = LedgerTail(file) }
        ledger?.advance()
        return LiveStage(stage, since: try current().date, ledger)
    }

    /// What `read` finds in the index of the transcripts, once more if the run's files were replaced meanwhile.
    func reading<Value: Sendable>(_ read: @Sendable (TranscriptIndex) throws -> Value) async throws -> Value {
        let index = try await transcripts()
        do {
            return try read(index)
        } catch TranscriptIndexError.changed {
            try await index.update()
            return try read(index)
        }
    }

    /// The index of the transcripts. It is brought up to date meanwhile: what takes longer than a moment goes on behind the page.
    private func transcripts() async throws -> TranscriptIndex {
        let index = try self.index ?? TranscriptIndex(of: directory, in: cache)
        self.index = index
        startUpdate(of: index)
        let end = ContinuousClock.now + patience
        while isUpdating, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        do {
            if !isUpdating { try await updating?.task.value }
        } catch {
            // The next page tries again.
            updating = nil
            throw error
        }
        return index
    }

    /// Adds a label, and waits until it is in the index.
    func add(_ label: HumanLabel) async throws {
        guard try await transcripts().record(label.transcript) != nil else {
            throw ViewError.noTranscript(label.transcript)
        }
        do {
            try directory.append(label)
        } catch {
            throw ViewError(
                .forbidden, "The label was not saved", cause: "The run's folder cannot be written: \(error)",
                remedy: "Give yourself permission to write there, or view a copy of the run.")
        }
        try await transcripts().update()
    }

    /// The training rows, in the order of the file.
    func trainingRows() throws -> [DatasetRow] {
        let stamp = FileStamp(directory.file("dataset.jsonl"))
        if let rows, rows.stamp == stamp { return rows.rows }
        guard directory.has("dataset.jsonl") else {
            throw ViewError(
                .notFound, "No training rows", cause: "The run has no dataset.jsonl.",
                remedy: "It appears when the stage dataset is done; a run of an organism that exists already has none.")
        }
        let read = try directory.datasetRows()
        rows = (stamp, read)
        return read
    }

    /// Begins to read what changed, unless that is under way or nothing did.
    private func startUpdate(of index: TranscriptIndex) {
        let stamps = (try? transcriptFiles().map { FileStamp($0) }) ?? []
        guard !isUpdating, updating?.stamps != stamps else { return }
        isUpdating = true
        updating = (
            stamps,
            Task {
                defer { isUpdating = false }
                try await index.update()
            }
        )
    }

    private func transcriptFiles() throws -> [URL] {
        let conditions = try current().experiment.conditions.compactMap { RunDirectory.transcripts(of: $0.name) }
        return
            (conditions.flatMap { [$0.artifact, $0.ledger] }
            + [RunDirectory.prompts, RunDirectory.verdicts, RunDirectory.labels]).map(directory.file)
    }
}
