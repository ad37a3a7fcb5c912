import Evaluation
import Experiments
import Foundation
import GRDB
import Synchronization

extension TranscriptIndex {
    /// A sample with everything that was recorded of it, read from the run; nil if there is none of that id.
    ///
    /// - Throws: `TranscriptIndexError.changed` where the run's file no longer holds what was read of it.
    package func record(_ id: String) throws -> SampleRecord? {
        let found = try place(
            """
            SELECT source.name, file, isComplete, start, transcript.length FROM transcript JOIN source ON source.number = source
            WHERE id = ?
            """, id)
        guard let found else { return nil }
        let record: SampleRecord
        do {
            record = try JSONDecoder().decode(SampleRecord.self, from: found.line(in: run))
        } catch {
            // Lines that the index took apart are whole JSON; what is at fault tells whether this is still the same line.
            guard let line = try? JSONDecoder().decode(Identified.self, from: found.line(in: run)), line.id == id else {
                throw changed(found)
            }
            throw TranscriptIndexError.unreadable(
                file: found.file, offset: found.range.lowerBound, cause: String("\(error)".prefix(200)))
        }
        let completion = record.transcript.completion
        let ends = [completion.reasoningRange, completion.answerRange].compactMap { $0?.upperBound }
        guard record.id == id, ends.allSatisfy({ $0 <= completion.text.utf8.count }) else { throw changed(found) }
        return record
    }

    /// What the scorers said of a transcript, in their order; none before it was scored.
    ///
    /// - Throws: `TranscriptIndexError.changed` where the run's file no longer holds what was read of it.
    package func verdicts(of id: String) throws -> [Verdict] {
        let found = try place(
            """
            SELECT source.name, file, isComplete, verdictStart, verdictLength FROM transcript
            JOIN source ON source.name = '\(IndexSource.verdicts)' WHERE id = ? AND verdictStart IS NOT NULL
            """, id)
        guard let found else { return [] }
        let decoder = JSONDecoder()
        let verdicts = found.line(in: run).split(separator: UInt8(ascii: "\n"))
            .compactMap { try? decoder.decode(Verdict.self, from: $0) }
        guard verdicts.contains(where: { $0.transcriptID == id }) else { throw changed(found) }
        return verdicts.filter { $0.transcriptID == id }
    }

    /// The labels that count, in the order in which they were first given.
    package func labels(of id: String) throws -> [HumanLabel] {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try read { database in
            try Data.fetchAll(
                database, sql: "SELECT label FROM label WHERE transcript = ? ORDER BY number", arguments: [id])
        }.map { try decoder.decode(HumanLabel.self, from: $0) }
    }

    /// Some bytes of one of the run's files.
    private struct Place {
        let source: String
        let file: String
        /// Whether the index holds all of the file.
        let isComplete: Bool
        let range: Range<Int>

        func line(in run: RunDirectory) -> Data {
            Data(ReadableFile(run.file(file))?.read(range) ?? [])
        }
    }

    private struct Identified: Decodable {
        let id: String
    }

    private func place(_ sql: String, _ id: String) throws -> Place? {
        try read { database in
            try Row.fetchOne(database, sql: sql, arguments: [id]).map { row in
                let start: Int = row[3]
                return Place(
                    source: row[0], file: row[1], isComplete: row[2], range: start..<start + (row[4] as Int))
            }
        }
    }

    /// Has the next update read a file from its beginning, unless it is being read already.
    private func changed(_ place: Place) -> TranscriptIndexError {
        if place.isComplete { state.withLock { _ = $0.suspects.insert(place.source) } }
        return .changed(file: place.file)
    }
}
