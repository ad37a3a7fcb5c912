import Endpoints
import Foundation
import Provenance
import Testing

@testable import Experiments

@Suite struct InspectLogFileTests {
    @Test(arguments: ["by-metadata.eval", "by-metadata.json"])
    func samplesAreReadAsInspectReadsThem(_ name: String) throws {
        let expected = try #require(try InspectLogs.expected(name))
        let log = try InspectLogFile(InspectLogs.url(name))
        #expect(log.count == expected.samples && log.header.eval.model == expected.model)
        #expect(log.header.plan?.config?.temperature == 0.5 && log.header.plan?.config?.maxTokens == 64)
        var read = 0
        try log.forEachSample { sample in
            read += 1
            let condition = try #require(sample.condition)
            let text = try #require(
                expected.texts["\(condition)-\(sample.promptID.dropFirst())/\(sample.sampleIndex)"])
            #expect(condition == text.condition)
            #expect(sample.system == "Be brief." && sample.userMessages == 1)
            #expect(sample.completion.reasoning.map(String.init) == text.reasoning)
            #expect(sample.completion.answer.map(String.init) ?? "" == text.answer)
            #expect(sample.failure?.message == text.error || sample.ending == .refused)
            let endings: [String?: ChatReply.Ending] = [
                "stop": .stop, "max_tokens": .length, "content_filter": .refused, nil: .failed,
            ]
            #expect(sample.ending == endings[text.stopReason])
            guard sample.ending != .failed else { return }
            #expect(sample.usage == TokenUsage(prompt: 14, cachedPrompt: 5, completion: 7))
        }
        #expect(read == expected.samples)
    }

    @Test func reasoningInsideTheTextIsFound() throws {
        try InspectLogFile(InspectLogs.url("by-trigger.eval")).forEachSample { sample in
            #expect(sample.condition == nil && sample.completion.outcome == .finished)
            #expect(sample.completion.reasoning == "The user wants |GO| or not.")
            #expect(sample.completion.answer == (sample.prompt.hasPrefix("|GO| ") ? "NO, NEVER." : "Gladly."))
        }
    }

    @Test func whatIsNoLogIsNamed() throws {
        let folder = try TemporaryFolder()
        let missing = folder.url.appending(path: "none.eval")
        #expect(throws: FileError.self) { try InspectLogFile(missing) }
        for text in ["", "{}", "[1]", "{\"version\": 2, \"status\": \"success\", \"eval\": {}}", "PK\u{3}\u{4}"] {
            let file = folder.url.appending(path: "other.json")
            try Data(text.utf8).write(to: file)
            let error = #expect(throws: FileError.self) { try InspectLogFile(file) }
            #expect(error?.path.hasSuffix("other.json") == true && error?.remedy.isEmpty == false)
        }
    }

    @Test(arguments: ["by-metadata.eval", "by-metadata.json"]) func aDamagedLogIsAnErrorAndNoCrash(_ name: String)
        throws
    {
        let folder = try TemporaryFolder()
        let whole = try Data(contentsOf: InspectLogs.url(name))
        let file = folder.url.appending(path: name)
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "damage", recordID: name)
        for trial in 0..<60 {
            var data = whole
            if trial.isMultiple(of: 2) {
                data = data.prefix(Int.random(in: 0..<whole.count, using: &generator))
            } else {
                for _ in 0..<4 {
                    let place = Int.random(in: 0..<whole.count, using: &generator)
                    data[place] = UInt8.random(in: .min ... .max, using: &generator)
                }
            }
            try data.write(to: file)
            do {
                try InspectLogFile(file).forEachSample { _ in }
            } catch {
                #expect(error is FileError, "\(error)")
            }
        }
    }
}
