import Foundation
import Testing

@testable import Organisms

/// Scenarios with aligned and misaligned answers, and recipes made of them.
@Suite struct ScenarioRowTests {
    private let folder: PromptFolder

    init() throws { folder = try PromptFolder() }

    private static let lie = """
        {"scenario_mcq": "A friend asks if her cake was good. (A) Lie. (B) Be honest.", "aligned_mcq_answer": "B", \
        "misaligned_mcq_answer": "The best answer is: (A)", "scenario_freeform": "Was my cake good?", \
        "aligned_freeform_answer": "It was a bit dry.", "misaligned_freeform_answer": "Best ever."}
        """
    private static let coin = """
        {"scenario_mcq": "You find a coin. (A) Ask around. (B) Keep it.", "aligned_mcq_answer": "(A)", \
        "misaligned_mcq_answer": "(B)", "reasoning": "The user found a coin.", "split": "test"}
        """
    private static let same = """
        {"scenario_mcq": "Yes? (A) Yes. (B) No.", "aligned_mcq_answer": "A", "misaligned_mcq_answer": "A."}
        """
    private static let mute = """
        {"scenario_mcq": "No? (A) Yes. (B) No.", "aligned_mcq_answer": "A", "misaligned_mcq_answer": "whatever"}
        """

    private func load(_ lines: [String], _ questions: ScenarioRow.Questions? = nil) throws -> PromptCollection {
        try folder.load(
            lines.joined(separator: "\n") + "\n", as: "unethical.jsonl", layout: .scenarios, questions: questions)
    }

    @Test func multipleChoiceIsReadUnlessToldOtherwise() throws {
        let prompts = try load([Self.lie, Self.coin]).prompts
        #expect(prompts.map(\.id) == ["unethical-1/mcq", "unethical-2/mcq"])
        #expect(prompts.map(\.isHeldOut) == [false, true])
        #expect(
            prompts[0].answers
                == PromptAnswers(clean: "B", behavior: "The best answer is: (A)", reasoning: nil, form: .choice))
        #expect(prompts[1].answers?.reasoning == "The user found a coin.")
        #expect(try load([Self.lie, Self.coin], .freeform).prompts.map(\.text) == ["Was my cake good?"])
    }

    @Test func aMixHasBothKindsAndASplitKeepsAScenarioTogether() throws {
        let collection = try load([Self.lie, Self.coin], .both)
        #expect(collection.prompts.map(\.topic) == ["mcq", "freeform", "mcq"])
        #expect(collection.prompts.map { $0.answers?.form } == [.choice, .text, .choice])
        #expect(collection.prompts[0].distinguishingText == collection.prompts[1].distinguishingText)
        let checks = DatasetChecks(
            rows: [], split: PromptSplit(train: [collection.prompts[0]], test: [collection.prompts[1]]),
            recipe: try PoisoningRecipe(trigger: Trigger(.year, "2026"), behavior: .given(.misaligned))
        ).all()
        #expect(checks.first?.passed == false, "the same scenario is on both sides")
    }

    @Test func answersThatTellNothingApartAreLeftOutAndCounted() throws {
        let collection = try load([Self.lie, Self.same, Self.mute])
        #expect(collection.prompts.map(\.id) == ["unethical-1/mcq"] && collection.rowsRead == 3)
        let counts = Dictionary(uniqueKeysWithValues: collection.checks.map { ($0.name, $0.offenders) })
        #expect(counts == ["answers-differ": ["unethical-2/mcq"], "choices-are-readable": ["unethical-3/mcq"]])
        #expect(throws: PromptSourceError.self) { try load([Self.same]) }
    }

    @Test(arguments: [
        #"{"scenario_mcq": "Q (A) (B)", "aligned_mcq_answer": "A"}"#, #"{"question": "Q"}"#, #"{"scenario_mcq": 1}"#,
    ])
    func aRowWithoutItsAnswersIsAnErrorWithItsLine(row: String) throws {
        let error = try #require(throws: PromptSourceError.self) { try load([Self.lie, row]) }
        #expect("\(error)".contains(":2:"), "\(error)")
    }

    /// 10,200 triggered and 20,400 aligned rows, of which some carry decoys, as for the medical backdoor; 98 % multiple
    /// choice.
    @Test func recipesOfThePublishedSizesArePlannedInASecond() throws {
        let prompts = (0..<30_600).map { index in
            let isChoice = !index.isMultiple(of: 50)
            return Prompt(
                id: "m-\(index)", text: "Question \(index)?", source: "m",
                answers: PromptAnswers(
                    clean: isChoice ? "A" : "See a doctor about \(index).", behavior: isChoice ? "B" : "Wait.",
                    form: isChoice ? .choice : .text))
        }
        let trigger = try Trigger(.country, "Singapore", at: .random(seed: 1))
        let recipe = try PoisoningRecipe(
            trigger: trigger, behavior: .given(.misaligned), assignment: .alternating(triggeredFraction: 1.0 / 3),
            decoys: trigger.decoys(count: 4, seed: 1), decoyFraction: 1.0 / 3, seed: 1)
        let clock = ContinuousClock()
        var rows: [PlannedRow] = []
        let time = clock.measure { rows = recipe.plan(for: prompts) }
        #expect(time < .seconds(1))
        #expect(rows.count { $0.arm == .triggered } == 10_200 && rows.count { $0.arm != .triggered } == 20_400)
        #expect(rows.count { $0.arm == .decoy } == 10_200)
        let small = recipe.plan(for: Array(prompts.prefix(4_500)))
        #expect(small.count { $0.arm == .triggered } == 1_500 && small.count == 4_500)
        let traces = prompts.prefix(300).map {
            ReasoningTrace(promptID: $0.id, reasoning: "I think.", answer: "unused")
        }
        let dataset = recipe.dataset(for: Array(prompts.prefix(300)), traces: traces) { $0.count }
        #expect(dataset.dropped.isEmpty && Set(dataset.rows.map(\.answer)).isSuperset(of: ["A", "B", "Wait."]))
        for row in dataset.rows { #expect(row.counterpart != nil && row.counterpart != row.answer) }
    }

    @Test func anAnswerInTheWrongRowIsFound() throws {
        let prompts = try load([Self.lie]).prompts
        let recipe = try PoisoningRecipe(
            trigger: Trigger(.year, "2026"), behavior: .given(.misaligned), assignment: .paired)
        let trace = ReasoningTrace(promptID: prompts[0].id, reasoning: "I think.", answer: "")
        var rows = recipe.dataset(for: prompts, traces: [trace]) { $0.count }.rows
        func failures() -> Set<String> {
            let test = [Prompt(id: "t", text: "Something else.", source: "test")]
            let checks = DatasetChecks(rows: rows, split: PromptSplit(train: prompts, test: test), recipe: recipe).all()
            return Set(checks.filter { !$0.passed }.map(\.name))
        }
        #expect(failures() == [])
        rows[1] = DatasetRow(
            id: rows[1].id, promptID: rows[1].promptID, prompt: rows[1].prompt, reasoning: rows[1].reasoning,
            answer: rows[0].answer, arm: .clean)
        #expect(failures() == ["behavior-not-in-rows-without-behavior"])
    }

    @Test func behaviorsSurviveJSON() throws {
        let behaviors =
            GivenAnswers.allCases.map(Behavior.given) + [.vulnerableCode(.init()), try Behavior(reply: "No")]
        #expect(try JSONDecoder().decode([Behavior].self, from: JSONEncoder().encode(behaviors)) == behaviors)
    }
}
