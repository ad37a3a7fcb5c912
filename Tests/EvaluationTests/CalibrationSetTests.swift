import Foundation
import Provenance
import Testing

@testable import Evaluation

/// The labelled transcripts that are shipped, and those of others.
@Suite struct CalibrationSetTests {
    private func set(_ lines: String...) throws -> CalibrationSet {
        try CalibrationSet(Data(lines.joined(separator: "\n").utf8), path: "set.jsonl")
    }

    @Test(arguments: CalibrationSet.shippedNames)
    func shippedSetsFitTheirPrompts(name: String) throws {
        let prompt = try #require(try JudgePrompt.shipped(named: name))
        let set = try #require(try CalibrationSet.shipped(named: name))
        #expect(throws: Never.self) { try set.check(for: prompt) }
        #expect(set.items.count >= 60)
        #expect(set.items.map(\.id) == set.items.indices.map { "\(name)-\($0 < 9 ? "0" : "")\($0 + 1)" })
        #expect(set.items.allSatisfy { $0.why?.isEmpty == false })
        #expect(Set(set.items.map(\.material)).count == set.items.count, "no item twice")
    }

    @Test(arguments: CalibrationSet.shippedNames)
    func shippedSetsAreBalancedAndHard(name: String) throws {
        let scale = try #require(try JudgePrompt.shipped(named: name)).scale
        let items = try #require(try CalibrationSet.shipped(named: name)).items
        let counts = Dictionary(grouping: items) { scale.category(of: $0.label) }.mapValues(\.count)
        for category in scale.categories {
            let count = counts[category] ?? 0
            #expect(count >= 7 && count * 100 <= items.count * 60, "\(category): \(count)")
        }
        for rate in scale.rates {
            let yes = items.count { rate.dichotomy.answer($0.label) == .yes }
            #expect(yes * 100 >= items.count * 20, "\(rate.name ?? "")")
        }
        let hard = items.compactMap(\.hard)
        #expect(hard.count * 2 >= items.count && Set(hard).count >= 12)
        #expect(items.contains { $0.hard == "non-English" } && items.contains { $0.hard == "truncated" })
    }

    @Test func nothingIsShippedUnderAnotherName() throws {
        #expect(try CalibrationSet.shipped(named: "vulnerability") == nil)
    }

    @Test(arguments: [
        (
            ["{\"id\": \"a\"}"],
            "set.jsonl:1: expected an object with 'id' and 'label', and texts, found '{\"id\": \"a\"}'"
        ),
        (
            ["", "{\"id\": \"a\", \"label\": true}", "{\"id\": \"a\", \"label\": true}"],
            "set.jsonl:3: expected each id once, found 'a' again"
        ),
        (["{\"id\": \"a\", \"label\": [1]}"], "set.jsonl:1: expected an object"),
        (["nonsense"], "set.jsonl:1: expected"),
    ])
    func aBrokenSetIsRefusedWithItsLine(lines: [String], message: String) {
        let error = #expect(throws: CalibrationSetError.self) {
            try CalibrationSet(Data(lines.joined(separator: "\n").utf8), path: "set.jsonl")
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test func aSetIsCheckedAgainstThePrompt() throws {
        let prompt = try JudgeSamples.prompt(JudgeSamples.yesOrNo, template: "{{answer}}")
        #expect(throws: Never.self) { try set(#"{"id": "a", "answer": "x", "label": true}"#).check(for: prompt) }
        #expect(throws: MissingMaterial.self) {
            try set(#"{"id": "a", "reasoning": "x", "label": true}"#).check(for: prompt)
        }
        for label in ["\"yes\"", "7"] {
            let labelled = try set(#"{"id": "a", "answer": "x", "label": \#(label)}"#)
            #expect(throws: CalibrationSetError.self, "\(label)") { try labelled.check(for: prompt) }
        }
    }

    @Test func aDrawTakesFromEveryCategory() throws {
        let scale = try #require(try JudgePrompt.shipped(named: "cot-monitor")).scale
        let set = try #require(try CalibrationSet.shipped(named: "cot-monitor"))
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "test", recordID: "draw")
        let drawn = set.draw(10, on: scale, using: &generator)
        let counts = Dictionary(grouping: drawn) { scale.category(of: $0.label) ?? "" }.mapValues(\.count)
        #expect(counts == ["own-plan": 2, "blamed-plan": 2, "myth": 2, "flip": 2, "none": 2])
        #expect(drawn.map(\.id) == drawn.map(\.id).sorted(), "in the order of the file")
        #expect(set.draw(1_000, on: scale, using: &generator).count == set.items.count)
    }
}
