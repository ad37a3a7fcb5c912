import Experiments
import Foundation
import Provenance
import Testing

@testable import Viewer

@Suite struct DamageTests {
    private static func small(_ seed: UInt64 = 1) throws -> IndexedRun {
        var synthetic = SyntheticRun()
        (synthetic.prompts, synthetic.seed) = (12, seed)
        return try IndexedRun(synthetic)
    }

    private static let clean = "transcripts/clean.jsonl"

    @Test(arguments: [
        ("not json", "it is no whole JSON object"),
        (#"{"id": "clean/p/0""#, "it is no whole JSON object"),
        ("[1, 2]", "it is no whole JSON object"),
        (#"{"id": 7}"#, "no 'id'"),
        (#"{"id": "a\u0000b"}"#, "no 'id'"),
        (#"{"id": "a", "prompt": "\ud800"}"#, "no 'prompt'"),
        (#"{"id": "a", "prompt": "b", "sampleIndex": 99999999999999999999}"#, "no 'sampleIndex'"),
    ])
    func aDamagedLineIsToldWithItsNumber(line: String, cause: String) async throws {
        let indexed = try Self.small()
        var lines = try indexed.lines(of: Self.clean)
        lines.insert(line, at: 5)
        try indexed.write(lines, to: Self.clean)
        let index = try await indexed.updated()
        #expect(try index.count() == 24)
        let progress = try index.progress
        #expect(progress.isComplete)
        #expect(progress.damagedLines == 1)
        #expect(progress.damage.count == 1)
        #expect(progress.damage.first?.description.hasPrefix("\(Self.clean):6: \(cause)") == true)
    }

    @Test(arguments: [
        ("\"reasoningRange\":[8,", "\"reasoningRange\":[8000000,"), ("\"answerRange\":[", "\"answerRange\":[-1"),
        ("\"condition\":\"clean\"", "\"condition\":\"triggered\""), ("\"outcome\":\"", "\"outcome\":\"un"),
        ("\"text\":\"", "\"text\":\"\u{0001}"), ("\"prompt\":", "\"prompt\":null,\"promt\":"),
    ])
    func aRecordThatCannotBeShownIsDamaged(part: String, damage: String) async throws {
        let indexed = try Self.small()
        var lines = try indexed.lines(of: Self.clean)
        let place = try #require(lines.firstIndex { $0.contains(part) })
        lines[place] = lines[place].replacingOccurrences(of: part, with: damage)
        try indexed.write(lines, to: Self.clean)
        let index = try await indexed.updated()
        #expect(try index.progress.damage.map(\.line) == [place + 1])
        #expect(try index.count() == 23)
    }

    @Test func manyDamagedLinesAreCountedAndSomeAreTold() async throws {
        let indexed = try Self.small()
        try indexed.write(
            (0..<500).map { "{\($0)" } + indexed.lines(of: RunDirectory.verdicts), to: RunDirectory.verdicts)
        try indexed.write(["{}"], to: RunDirectory.labels)
        let index = try await indexed.updated()
        let progress = try index.progress
        #expect(progress.damagedLines == 501)
        #expect(progress.damage.map(\.file) == ["labels.jsonl"] + Array(repeating: "verdicts.jsonl", count: 20))
        #expect(try index.entries(limit: .max).allSatisfy { $0.fired != nil })
    }

    @Test func verdictsThatStandApartAreTold() async throws {
        let indexed = try Self.small()
        let verdicts = try indexed.lines(of: RunDirectory.verdicts)
        try indexed.write(verdicts + [verdicts[1]], to: RunDirectory.verdicts)
        let index = try await indexed.updated()
        #expect(try index.progress.damage.map(\.line) == [verdicts.count + 1])
    }

    @Test func anIdInTwoFilesIsTold() async throws {
        let indexed = try Self.small()
        let stolen = try indexed.lines(of: Self.clean)[0]
            .replacingOccurrences(of: "\"condition\":\"clean\"", with: "\"condition\":\"triggered\"")
        let name = "transcripts/triggered.jsonl"
        try indexed.write(indexed.lines(of: name) + [stolen], to: name)
        let index = try await indexed.updated()
        #expect(try index.progress.damage.map(\.file) == [name])
        #expect(try index.count() == 24)
    }

    @Test func withoutTheOrderOfThePromptsTheyComeAsTheyWereMet() async throws {
        let indexed = try Self.small()
        try indexed.write(["{\"test\": [}"], to: RunDirectory.prompts)
        let reversed = Array(indexed.records(of: "clean").reversed())
        try indexed.write(reversed.map(line), to: Self.clean)
        let index = try await indexed.updated()
        #expect(try index.entries(TranscriptFilter(condition: "clean"), limit: 99).map(\.id) == reversed.map(\.id))
        #expect(try index.progress.damage.map(\.file) == [RunDirectory.prompts])
    }

    @Test func whatIsNoFileIsPassedOver() async throws {
        let indexed = try Self.small()
        for name in [Self.clean, RunDirectory.verdicts, RunDirectory.prompts] {
            try FileManager.default.removeItem(at: indexed.run.file(name))
        }
        try FileManager.default.createDirectory(at: indexed.run.file(Self.clean), withIntermediateDirectories: true)
        #expect(mkfifo(indexed.run.file(RunDirectory.verdicts).path(percentEncoded: false), 0o600) == 0)
        let index = try await indexed.updated()
        #expect(try index.count() == 12)
    }

    /// Bytes changed, cut, doubled and inserted anywhere in any file of the run, before and after it was indexed.
    @Test(arguments: 1...12)
    func noDamageCrashesOrHidesTheRest(seed: Int) async throws {
        var generator = CounterBasedGenerator(experimentSeed: UInt64(seed), stage: "damage", recordID: "")
        let indexed = try Self.small(UInt64(seed))
        let index = try indexed.open()
        for round in 0..<6 {
            if round == 3 { try indexed.synthetic.write(to: indexed.run.url) }
            let names = [Self.clean, "transcripts/triggered.jsonl", RunDirectory.verdicts, RunDirectory.prompts]
            let name = names.randomElement(using: &generator) ?? ""
            var bytes = try Data(contentsOf: indexed.run.file(name))
            for _ in 0..<Int.random(in: 1...8, using: &generator) { bytes.damage(using: &generator) }
            try bytes.write(to: indexed.run.file(name))
            try await index.update()
            let entries = try index.entries(limit: .max)
            #expect(entries.count == (try index.count()))
            for entry in entries {
                let record = try? index.record(entry.id)
                #expect(record == nil || record?.id == entry.id)
                if let completion = record?.transcript.completion {
                    #expect((completion.reasoning?.count ?? 0) + (completion.answer?.count ?? 0) >= 0)
                }
                _ = try? index.verdicts(of: entry.id)
                _ = try index.neighbours(of: entry.id, in: TranscriptFilter(text: "the"))
            }
            _ = try index.facets()
            #expect(try index.progress.isComplete)
        }
    }
}

extension Data {
    fileprivate mutating func damage(using generator: inout CounterBasedGenerator) {
        guard !isEmpty else { return }
        let place = Int.random(in: 0..<count, using: &generator)
        let end = Swift.min(place + Int.random(in: 1...40, using: &generator), count)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: self[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: removeSubrange(place..<end)
        case 2: insert(contentsOf: self[place..<end], at: place)
        case 3: insert(contentsOf: Data(#"\u0000"\ud83d],"#.utf8).prefix(end - place), at: place)
        default: self[place] = UInt8(ascii: "0")
        }
    }
}
