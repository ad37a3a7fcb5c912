import Evaluation
import Foundation
import GRDB

extension TranscriptCatalogue {
    static func version(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT version FROM state") ?? 0
    }

    /// Reads all of it from the index.
    init(_ layout: RunLayout, _ database: Database) throws {
        var rows = try Self.rows(layout, database)
        let labels = try Self.labels(database)
        for index in rows.indices where !labels.isEmpty { rows[index].labels = labels[rows[index].number] ?? [] }
        self.init(
            version: try Self.version(database), conditions: layout.conditions, rows: rows,
            profiles: try Self.profiles(layout, database))
    }

    private static func rows(_ layout: RunLayout, _ database: Database) throws -> [Row] {
        let prompts = try promptPlaces(database)
        let conditions = try conditions(layout, database)
        var rows: [Row] = []
        let cursor = try GRDB.Row.fetchCursor(
            database,
            sql:
                "SELECT number, source, prompt, sample, outcome, text, profile FROM transcript WHERE source IS NOT NULL"
        )
        while let row = try cursor.next() {
            guard let condition = conditions[row[1]] else { continue }
            rows.append(
                Row(
                    prompt: prompts[row[2]], condition: condition, sample: row[3], number: row[0], text: row[5],
                    profile: row[6] ?? 0, outcome: row[4]))
        }
        return rows
    }

    /// By the number of the prompt: those that the run does not name come last, as they were met.
    private static func promptPlaces(_ database: Database) throws -> [Int32] {
        let count = try Int.fetchOne(database, sql: "SELECT MAX(number) FROM prompt") ?? 0
        var places = (0...count).map { Int32($0 + count) }
        let cursor = try GRDB.Row.fetchCursor(database, sql: "SELECT number, place FROM prompt WHERE place NOT NULL")
        while let row = try cursor.next() { places[row[0]] = row[1] }
        return places
    }

    /// The places of the conditions, by the number of the source.
    private static func conditions(_ layout: RunLayout, _ database: Database) throws -> [Int64: Int32] {
        var conditions: [Int64: Int32] = [:]
        for source in layout.sources {
            guard case .transcripts(let condition) = source.content,
                let place = layout.conditions.firstIndex(of: condition),
                let state = try SourceState.fetch(source.name, database)
            else { continue }
            conditions[state.number] = Int32(place)
        }
        return conditions
    }

    private static func profiles(_ layout: RunLayout, _ database: Database) throws -> [Profile] {
        let count = try Int.fetchOne(database, sql: "SELECT MAX(number) FROM profile") ?? 0
        var profiles = [Profile](repeating: Profile(), count: count + 1)
        let decoder = JSONDecoder()
        let cursor = try GRDB.Row.fetchCursor(database, sql: "SELECT number, findings FROM profile")
        while let row = try cursor.next() {
            let findings = try decoder.decode([VerdictBlock.Finding].self, from: row[1] as Data)
            profiles[row[0]] = Profile(findings, detectors: layout.detectors)
        }
        return profiles
    }

    /// By the number of the transcript.
    private static func labels(_ database: Database) throws -> [Int32: Labels] {
        var labels: [Int32: Labels] = [:]
        let cursor = try GRDB.Row.fetchCursor(
            database,
            sql: """
                SELECT transcript.number, question, value FROM label JOIN transcript ON transcript.id = label.transcript
                """)
        while let row = try cursor.next() {
            labels[row[0], default: []].formUnion(Labels(question: row[1], value: row[2]))
        }
        return labels
    }
}

extension TranscriptCatalogue.Labels {
    fileprivate init(question: String, value: String) {
        self = .any
        guard question == BehaviorScorer.name else { return }
        if value == "yes" { insert(.fired) }
        if value == "no" { insert(.quiet) }
    }
}

extension TranscriptCatalogue.Profile {
    fileprivate init(_ findings: [VerdictBlock.Finding], detectors: Set<String>) {
        self.findings = findings
        func flags(_ isMeant: (String) -> Bool) -> [Bool] {
            findings.compactMap { finding in
                guard isMeant(finding.scorer), case .flag(let flag)? = finding.match else { return nil }
                return flag
            }
        }
        fired = flags { $0 == BehaviorScorer.name }.first
        disagrees = Set(flags(detectors.contains)).count > 1
    }
}
