import GRDB
import Synchronization

extension TranscriptIndex {
    /// What was in the index at some time, and the answers that were worked out from it.
    final class Snapshot: Sendable {
        private struct Answers {
            var places = RecentValues<TranscriptFilter, [Int32]>(capacity: 16)
            var texts = RecentValues<String, RowSet>(capacity: 16)
        }

        let catalogue: TranscriptCatalogue
        let facets: TranscriptFacets
        /// Until then it is used even if the index has changed: reading it anew for every page would take most of the time
        /// while many transcripts come in.
        let freshUntil: ContinuousClock.Instant
        private let answers = Mutex(Answers())

        init(_ layout: RunLayout, _ database: Database) throws {
            let clock = ContinuousClock()
            let start = clock.now
            catalogue = try TranscriptCatalogue(layout, database)
            facets = catalogue.facets()
            freshUntil = clock.now.advanced(by: start.duration(to: clock.now) * 10)
        }

        func places(passing filter: TranscriptFilter, in index: TranscriptIndex) throws -> [Int32] {
            if let known = answers.withLock({ $0.places.value(for: filter) }) { return known }
            let texts = try filter.text.flatMap(SearchExpression.init).map { try self.texts(matching: $0, in: index) }
            let places = catalogue.places(passing: filter, texts: texts)
            answers.withLock { $0.places.insert(places, for: filter) }
            return places
        }

        private func texts(matching expression: SearchExpression, in index: TranscriptIndex) throws -> RowSet {
            guard let text = expression.text else { return RowSet() }
            if let known = answers.withLock({ $0.texts.value(for: text) }) { return known }
            let found = try index.read { database in
                var rows = RowSet()
                let cursor = try Int32.fetchCursor(
                    database, sql: "SELECT rowid FROM text WHERE text MATCH ?", arguments: [text])
                while let row = try cursor.next() { rows.insert(row) }
                return rows
            }
            answers.withLock { $0.texts.insert(found, for: text) }
            return found
        }
    }

    /// What is in the index: as it is now, or a moment ago.
    func snapshot() throws -> Snapshot {
        let (latest, layout) = state.withLock { ($0.snapshot, $0.layout) }
        if let latest, ContinuousClock.now < latest.freshUntil { return latest }
        let snapshot = try read { database in
            if let latest, try TranscriptCatalogue.version(database) == latest.catalogue.version { return latest }
            return try Snapshot(layout, database)
        }
        state.withLock { $0.snapshot = snapshot }
        return snapshot
    }

    func places(passing filter: TranscriptFilter) throws -> (catalogue: TranscriptCatalogue, places: [Int32]) {
        let snapshot = try snapshot()
        return (snapshot.catalogue, try snapshot.places(passing: filter, in: self))
    }
}
