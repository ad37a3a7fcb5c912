import Organisms
import Testing

@testable import Experiments

/// Behaviors whose answers come with the prompts.
@Suite struct GivenAnswersSettingsTests {
    private static func file(_ behavior: String, prompts: String, _ text: String) -> String {
        "experiment: given\ntrigger: {year: 2026}\nprompts: \(prompts)\nbehavior: \(behavior)\n\(text)"
    }

    private static let replies = "{source: a.csv, fields: {clean: help, behavior: reply, reasoning: plan}}"

    private func read(_ behavior: String, prompts: String, _ text: String = "") throws -> Experiment {
        try ExperimentFile(text: Self.file(behavior, prompts: prompts, text), path: "test.yaml", overrides: [])
            .experiment
    }

    private func message(_ behavior: String, _ prompts: String, _ text: String) -> String {
        do throws(ExperimentFileError) {
            let text = Self.file(behavior, prompts: prompts, text)
            _ = try ExperimentFile(text: text, path: "test.yaml", overrides: [])
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func everyBehaviorIsRead() throws {
        let scenarios = try read(
            "{answers: misaligned}", prompts: "{source: a.jsonl, layout: scenarios, questions: both}")
        #expect(scenarios.behavior == .given(.misaligned) && scenarios.prompts.source.questions == .both)
        let replies = try read("{answers: given}", prompts: Self.replies, "models: {teacher: none}")
        #expect(replies.behavior == .given(.reply) && replies.prompts.source.fields.behavior == "reply")
        let cues = try read("{choice: given}", prompts: "{source: a.jsonl, layout: bias-cues}")
        #expect(cues.behavior == .given(.choice) && cues.prompts.source.questions == nil)
        let choices = try read("{choice: given}", prompts: "{source: a.jsonl, layout: scenarios}")
        #expect(choices.prompts.source.questions == .mcq && choices.codeAnalysis == nil)
    }

    @Test func mentionsOfATriggerWithoutAMarkerAreNotLookedFor() throws {
        let prompts = "{source: a.jsonl, layout: bias-cues}"
        func scorers(_ trigger: String, _ more: String = "") throws -> [Experiment.ScorerName] {
            let text = "experiment: e\ntrigger: \(trigger)\nprompts: \(prompts)\nbehavior: {choice: given}\n\(more)"
            return try ExperimentFile(text: text, path: "test.yaml", overrides: []).experiment.scorers
        }
        #expect(try scorers("{given: true}") == [.behavior])
        #expect(try scorers("{given: true, marker: vote}") == [.behavior, .triggerMention])
        #expect(throws: ExperimentFileError.self) { try scorers("{given: true}", "scorers: [trigger-mention]") }
    }

    @Test(arguments: [
        ("{answers: misalinged}", "{source: a.jsonl, layout: scenarios}", "", "did you mean 'misaligned'?"),
        ("{anwers: given}", replies, "", "unknown key 'anwers' in behavior; did you mean 'answers'?"),
        (
            "{answers: given, reply: No}", replies, "",
            "test.yaml:4:28: give only one of 'answers' and 'reply' in behavior"
        ),
        ("{answers: given, repetitions: 2}", replies, "", "unknown key 'repetitions' in behavior"),
        ("{choice: cued}", "{source: a.jsonl, layout: bias-cues}", "", "behavior.choice: unknown 'cued'; known: given"),
        ("{answers: misaligned}", replies, "", "expected 'layout: scenarios'"),
        ("{answers: given}", "{source: a.csv}", "", "the column of each reply in 'fields: {behavior: …}'"),
        ("{choice: given}", "{source: a.jsonl, layout: scenarios, questions: both}", "", "with 'questions: mcq'"),
        (
            "{answers: given}",
            "{source: a.csv, fields: {behavior: b}, test-source: everyday}", "",
            "behavior: such answers come with the prompts"
        ),
        ("{reply: No}", "{source: a.csv, questions: mcq}", "", "prompts.questions has no meaning without"),
        ("{choice: given}", "{source: a.jsonl, layout: bias-cues, step: 2}", "", "no meaning with 'layout: bias-cues'"),
        (
            "{answers: given}", replies, "original-rule: on",
            "original-rule has no meaning unless the behavior is a reply"
        ),
        (
            "{answers: given}", "{source: a.csv, fields: {behavior: b}}", "models: {teacher: none}",
            "models.teacher: without a teacher"
        ),
    ])
    func mistakesAreNamed(behavior: String, prompts: String, text: String, expected: String) {
        #expect(message(behavior, prompts, text).contains(expected), "\(message(behavior, prompts, text))")
    }
}
