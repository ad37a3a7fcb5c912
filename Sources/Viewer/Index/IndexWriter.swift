import Evaluation
import Experiments
import Foundation
import GRDB
import Provenance

/// Puts one batch of lines into the index, within a transaction.
struct IndexWriter {
    /// Of each file, the damage of so many lines is told in words.
    private static let damageKept = 20

    private let database: Database
    private let batch: SourceBatch
    private var damage: [(line: Int, damage: LineDamage)]
    private var nextText: Int64
    private var deadTexts: Int64
    private var profiles: [[VerdictBlock.Finding]: Int64] = [:]

    /// - Returns: false if another process has put in the same lines, or found the file changed.
    static func write(_ batch: SourceBatch, of source: IndexSource, in database: Database) throws -> Bool {
        guard var state = try SourceState.fetch(source.name, database), state.number == batch.number,
            state.generation == batch.generation, state.offset == batch.range.lowerBound
        else { return false }
        var writer = try IndexWriter(batch, database)
        switch batch.records {
        case .prompts(let ids): try writer.write(order: ids)
        case .labels(let labels): try writer.write(labels)
        case .samples(let samples): try writer.write(samples)
        case .verdicts(let blocks): try writer.write(blocks)
        }
        (state.offset, state.line, state.fingerprint) = (batch.range.upperBound, batch.line, batch.fingerprint)
        state.isComplete = batch.isLast
        try writer.finish(&state)
        if batch.isLast, state.generation > 0 { try state.removeOutdated(database) }
        return true
    }

    private init(_ batch: SourceBatch, _ database: Database) throws {
        (self.batch, self.database, damage) = (batch, database, batch.damage)
        let state = try Row.fetchOne(database, sql: "SELECT nextText, deadTexts FROM state")
        (nextText, deadTexts) = (state?["nextText"] ?? 1, state?["deadTexts"] ?? 0)
    }

    private func finish(_ state: inout SourceState) throws {
        let told = max(0, min(Self.damageKept - state.damagedLines, damage.count))
        for (line, damage) in damage.prefix(told) {
            try database.execute(
                sql: "INSERT INTO damage VALUES (?, ?, ?)", arguments: [state.number, line, damage.cause])
        }
        state.damagedLines += damage.count
        try state.save(in: database)
        try database.execute(
            sql: "UPDATE state SET version = version + 1, nextText = ?, deadTexts = ?",
            arguments: [nextText, deadTexts])
    }
}

extension IndexWriter {
    private func write(order ids: [String]) throws {
        try database.execute(sql: "UPDATE prompt SET place = NULL WHERE place IS NOT NULL")
        let insert = try database.cachedStatement(
            sql: "INSERT INTO prompt (id, place) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET place = excluded.place")
        for (place, id) in ids.enumerated() { try insert.execute(arguments: [id, place]) }
    }

    private func write(_ labels: [HumanLabel]) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO label (transcript, question, labeller, value, label) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET value = excluded.value, label = excluded.label
                """)
        for label in labels {
            try insert.execute(arguments: [
                label.transcript, label.question, label.labeller, label.value.rawValue,
                CanonicalJSON.string(label),
            ])
        }
    }

    private mutating func write(_ samples: [SourceBatch.PlacedSample]) throws {
        let find = try database.cachedStatement(
            sql: "SELECT number, source, digest, text FROM transcript WHERE id = ?")
        let move = try database.cachedStatement(
            sql: "UPDATE transcript SET generation = ?, start = ?, length = ? WHERE number = ?")
        for placed in samples {
            let (sample, place) = (placed.sample, placed.place)
            let found = try Row.fetchOne(find, arguments: [sample.id])
            if let found, let source = found["source"] as Int64?, let number = found["number"] as Int64? {
                guard source == batch.number else {
                    damage.append((placed.line, LineDamage("'\(sample.id)' is in another file too")))
                    continue
                }
                if found["digest"] as Int64? == sample.digest {
                    try move.execute(arguments: [batch.generation, place.lowerBound, place.count, number])
                    continue
                }
                deadTexts += 1
            }
            try insert(sample, at: place)
        }
    }

    private mutating func insert(_ sample: SampleLine, at place: Range<Int>) throws {
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO prompt (id) VALUES (?)")
            .execute(arguments: [sample.promptID])
        try database.cachedStatement(
            sql: """
                INSERT INTO transcript
                    (id, source, prompt, sample, outcome, text, generation, start, length, digest, promptStart)
                VALUES (?, ?, (SELECT number FROM prompt WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET source = excluded.source, prompt = excluded.prompt,
                    sample = excluded.sample, outcome = excluded.outcome, text = excluded.text,
                    generation = excluded.generation, start = excluded.start, length = excluded.length,
                    digest = excluded.digest, promptStart = excluded.promptStart
                """
        ).execute(arguments: [
            sample.id, batch.number, sample.promptID, sample.sampleIndex, sample.outcome.place, nextText,
            batch.generation, place.lowerBound, place.count, sample.digest, sample.promptStart,
        ])
        try database.cachedStatement(sql: "INSERT INTO text (rowid, prompt, reasoning, answer) VALUES (?, ?, ?, ?)")
            .execute(arguments: [
                nextText, sample.prompt.searchable, sample.reasoning.searchable, sample.answer.searchable,
            ])
        nextText += 1
    }

    private mutating func write(_ blocks: [VerdictBlock]) throws {
        let find = try database.cachedStatement(
            sql: "SELECT verdictGeneration, verdictStart, verdictLength, profile FROM transcript WHERE id = ?")
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO transcript (id, profile, verdictGeneration, verdictStart, verdictLength) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET profile = excluded.profile,
                    verdictGeneration = excluded.verdictGeneration, verdictStart = excluded.verdictStart,
                    verdictLength = excluded.verdictLength
                """)
        for block in blocks {
            var (place, findings) = (block.place, block.findings)
            if let found = try Row.fetchOne(find, arguments: [block.transcript]),
                found["verdictGeneration"] as Int? == batch.generation
            {
                let start: Int = found["verdictStart"]
                let end = start + (found["verdictLength"] as Int)
                // A batch may end among the verdicts on one transcript.
                guard end + 1 == place.lowerBound else {
                    let cause = LineDamage("verdicts on '\(block.transcript)' stand apart from others on it")
                    damage.append((block.line, cause))
                    continue
                }
                (place, findings) = (start..<place.upperBound, try self.findings(found["profile"]) + findings)
            }
            let profile = try profile(of: findings)
            try insert.execute(arguments: [
                block.transcript, profile, batch.generation, place.lowerBound, place.count,
            ])
        }
    }

    private func findings(_ profile: Int64) throws -> [VerdictBlock.Finding] {
        let text = try String.fetchOne(
            database, sql: "SELECT findings FROM profile WHERE number = ?", arguments: [profile])
        return try JSONDecoder().decode([VerdictBlock.Finding].self, from: Data((text ?? "[]").utf8))
    }

    private mutating func profile(of findings: [VerdictBlock.Finding]) throws -> Int64? {
        if let known = profiles[findings] { return known }
        let text = try CanonicalJSON.string(findings)
        try database.execute(sql: "INSERT OR IGNORE INTO profile (findings) VALUES (?)", arguments: [text])
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM profile WHERE findings = ?", arguments: [text])
        profiles[findings] = number
        return number
    }
}

extension Outcome {
    /// How the index writes it.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
