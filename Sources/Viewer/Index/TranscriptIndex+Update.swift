import Experiments
import Foundation
import GRDB
import Synchronization

extension TranscriptIndex {
    /// Brings the index up to date with the run's files: reads what was added to them, and anew those that were replaced.
    ///
    /// Until it returns, other calls answer from what has been read so far. An update that is asked for while another is under
    /// way waits for it, and then reads what has come since.
    package func update() async throws {
        let update = state.withLock { state in
            let previous = state.update
            let update = Task {
                _ = await previous?.result
                try await readAllThatIsNew()
            }
            state.update = update
            return update
        }
        try await withTaskCancellationHandler {
            try await update.value
        } onCancel: {
            update.cancel()
        }
    }

    private func readAllThatIsNew() async throws {
        // What a run is may change while it goes; if it cannot be read just now, it is what it was.
        if let manifest = try? RunManifest(reading: run) {
            let layout = RunLayout(manifest)
            state.withLock { state in
                if state.layout != layout { (state.layout, state.snapshot) = (layout, nil) }
            }
        }
        do {
            try await openAnewIfNeeded()
            // Another process may be reading the same lines; what it was faster with is looked at again.
            while try await !readOnce() { try Task.checkCancellation() }
        } catch let error as DatabaseError {
            if error.isDamage { state.withLock { $0.isDamaged = true } }
            throw TranscriptIndexError(error, path: file.path)
        }
        let version = try read(TranscriptCatalogue.version)
        state.withLock { state in
            if state.snapshot?.catalogue.version != version { state.snapshot = nil }
        }
    }

    /// Reads what is new in each file, a batch of each in turn; returns false if another process came between.
    private func readOnce() async throws -> Bool {
        let (layout, pool, suspects) = state.withLock { state in
            defer { state.suspects = [] }
            return (state.layout, state.pool, state.suspects)
        }
        let readers = try await pool.write { [run] database in
            try Self.removeUndeclared(layout, database)
            return try layout.sources.compactMap { source in
                try SourceState.reader(
                    of: source, source.open(in: run), isSuspect: suspects.contains(source.name), database)
            }
        }
        let queue = ReaderQueue(readers)
        var batch = await queue.next()
        while let (current, source) = batch {
            try Task.checkCancellation()
            async let following = queue.next()
            guard try await pool.write({ try IndexWriter.write(current, of: source, in: $0) }) else { return false }
            batch = await following
        }
        return true
    }

    /// Removes what belongs to conditions that the experiment no longer has.
    private static func removeUndeclared(_ layout: RunLayout, _ database: Database) throws {
        let declared = Set(layout.sources.map(\.name))
        for name in try String.fetchAll(database, sql: "SELECT name FROM source") where !declared.contains(name) {
            var state = try SourceState.fetch(name, database)
            try state?.forget(database)
        }
    }

    /// Begins the index anew if it is damaged, was removed, or is mostly made of texts that nothing belongs to any more.
    private func openAnewIfNeeded() async throws {
        let (pool, isDamaged, inode) = state.withLock { ($0.pool, $0.isDamaged, $0.inode) }
        let isUsable = isDamaged ? false : try await !pool.read(Self.isMostlyDead)
        guard !isUsable || inode == nil || inode != file.inode else { return }
        let fresh = try file.open(discarding: !isUsable)
        state.withLock { state in
            (state.pool, state.inode, state.isDamaged, state.snapshot) = (fresh, file.inode, false, nil)
        }
    }

    private static func isMostlyDead(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT deadTexts > 1000 AND 2 * deadTexts > nextText FROM state") ?? false
    }
}

/// Reads several files in turn, a batch of each, so that what belongs together is seen together early.
private actor ReaderQueue {
    private var readers: [SourceReader]

    init(_ readers: [SourceReader]) {
        self.readers = readers
    }

    func next() -> (SourceBatch, IndexSource)? {
        guard !readers.isEmpty else { return nil }
        var reader = readers.removeFirst()
        let batch = reader.next()
        if !batch.isLast { readers.append(reader) }
        return (batch, reader.source)
    }
}

extension TranscriptIndex {
    /// How much of the run's files the index holds.
    package var progress: IndexProgress {
        get throws {
            let layout = state.withLock(\.layout)
            return try read { database in
                var progress = IndexProgress()
                for source in layout.sources {
                    let opened = source.open(in: run)
                    let state = try SourceState.fetch(source.name, database)
                    progress.add(state, opened)
                    guard let state, state.damagedLines > 0 else { continue }
                    progress.damage += try Row.fetchAll(
                        database, sql: "SELECT line, cause FROM damage WHERE source = ?", arguments: [state.number]
                    ).map { IndexProgress.Damage(file: state.file, line: $0[0], cause: $0[1]) }
                }
                return progress
            }
        }
    }
}

extension IndexProgress {
    fileprivate mutating func add(_ state: SourceState?, _ opened: IndexSource.Opened?) {
        damagedLines += state?.damagedLines ?? 0
        guard let opened else { return }
        let isSame = state?.file == opened.name && state?.stamp.inode == opened.stamp.inode
        let read = isSame ? min(state?.offset ?? 0, opened.stamp.size) : 0
        let isComplete = isSame && state?.isComplete ?? false && state?.stamp == opened.stamp
        bytesRead += read
        bytesToRead += isComplete ? read : opened.stamp.size
        if !isComplete { self.isComplete = false }
    }
}
