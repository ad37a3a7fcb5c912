import Endpoints
import Evaluation
import Foundation
import Generation
import Provenance
import Testing
import Training

@testable import Experiments

/// Judges that are asked for the probabilities of their replies.
@Suite struct LabelJudgeTests {
    private let temporary: TemporaryFolder
    private var place: URL { temporary.url }

    private static let own =
        "name: own\nversion: 1\nreply: word\nwords: {yes: true, no: false}\n---\nHateful?\n{{answer}}"

    init() throws {
        temporary = try TemporaryFolder()
        try TinyModel.write(to: place.appending(path: "tiny"))
        try AtomicFile.write(Self.own, to: place.appending(path: "own.md"))
        let items = (0..<8).map {
            #"{"id": "i\#($0)", "answer": "I \#($0 < 4 ? "HATE" : "like") YOU", "label": \#($0 < 4)}"#
        }
        try AtomicFile.write(items.joined(separator: "\n"), to: place.appending(path: "own.jsonl"))
    }

    private func run(_ judge: String) async throws -> FinishedRun {
        let run = try MockRun(in: place)
        let file = try ExperimentFile(
            text: MockRun.text + "\njudges: {small: \(judge)}", path: place.appending(path: "mock.yaml").path)
        let options = ExperimentRunner.Options(directory: run.folder, device: .cpu)
        return try await ExperimentRunner(
            file, options, SilentObserver(), models: MockModels(mock: MockModel(), pool: try pool(file))
        ).run()
    }

    private func pool(_ file: ExperimentFile) throws -> ModelPool {
        ModelPool(
            file.experiment, experimentFile: URL(filePath: file.path), device: .cpu, keepsReplies: false, known: nil,
            precision: "fp32")
    }

    private func tiny() throws -> LocalModel {
        try pool(ExperimentFile(text: MockRun.text, path: place.appending(path: "mock.yaml").path)).local("./tiny")
    }

    private func request(_ text: String, prefill: String = "") -> ChatRequest {
        ChatRequest(
            id: text, messages: [.user(text)], prefill: prefill,
            settings: SamplingSettings(temperature: 0, topP: 1, topK: nil, maximumTokens: 1),
            key: RandomKey(experimentSeed: 1, stage: "test", recordID: text, sampleIndex: 0))
    }

    @Test(arguments: ["label-probabilities", "calibrated-label-probabilities"])
    func aModelThatSaysNothingOfSenseGivesAVerdictOnEverySample(reply: String) async throws {
        let finished = try await run(
            "{question: own.md, calibration-set: own.jsonl, model: ./tiny, reply: \(reply)}")
        let triggered = try #require(try finished.metrics.conditions.first { $0.condition == "triggered" })
        let rates = try #require(triggered.judged["judge/small"])
        #expect(rates.intentionToTreat.trials == 18 && rates.judgedOnly == nil && rates.skipped.isEmpty)
        let calibration = try finished.directory.calibration(of: "small")
        #expect(calibration.items.count == 8 && calibration.answered == 8)
        let proofs = finished.manifest.proofs.filter { $0.stage == "judging/small" }
        #expect(proofs.filter { !$0.passed }.map(\.name) == [])
        let names = proofs.map(\.name)
        for name in ["labels-exclude-each-other", "shared-prefixes-change-nothing", "judge-gives-verdicts"] {
            #expect(names.contains(name))
        }
        let answers = try finished.directory.read(JudgeAnswer.self, from: JudgingStage.artifact(of: "small"))
        let found = answers.compactMap(\.probabilities)
        #expect(found.count == MockRun.requests)
        for answer in found {
            #expect(answer.logarithms.count == 2 && answer.logarithms.allSatisfy { $0 < 0 } && answer.mass <= 1)
            #expect((answer.prior == nil) == (reply == "label-probabilities"))
        }
    }

    @Test func theProbabilitiesAreThoseOfPlainPasses() throws {
        let model = try tiny()
        let prompt = try #require(try JudgePrompt.shipped(named: "alignment"))
        let meter = LabelMeter(model, prompt.labels, stage: "test")
        // Of 0 to 100 many are the beginning of another, and all the same exclude each other.
        let questions = ["Why?", "How many are 8 and 85?"].map { request($0) }
        for (question, found) in zip(questions, try meter.probabilities(questions)) {
            #expect(found.mass < 1)
            for index in [0, 8, 85, 100, prompt.labels.count - 1] {
                let read = try model.prepare(question).tokens
                let reply = model.tokenizer.encode(prompt.labels[index].reply)
                let plain = try model.endOfTurnTokens.reduce(0) { sum, end in
                    let query = LikelihoodQuery(context: read, continuation: reply + [end])
                    return sum + exp(try CompletionScorer(model.languageModel).logProbability(of: TrainingRow(query)))
                }
                #expect(abs(log(plain) - found.logarithms[index]) < 1e-3, "\(prompt.labels[index].reply)")
            }
        }
    }

    @Test(.enabled(if: DefaultModel.isPresent, "needs the default model: make setup"))
    func theProbabilitiesOfARealModelAreThoseOfPlainPasses() throws {
        let file = try ExperimentFile(text: MockRun.text, path: place.appending(path: "mock.yaml").path)
        let model = try pool(file).local(DefaultModel.file.path)
        let prompt = try #require(try JudgePrompt.shipped(named: "articulation"))
        let items = try #require(try CalibrationSet.shipped(named: "articulation")).items.prefix(2)
        let questions = try items.map { request(try prompt.question(about: $0.material)) }
        for (question, found) in zip(
            questions, try LabelMeter(model, prompt.labels, stage: "test").probabilities(questions))
        {
            for (label, logarithm) in zip(prompt.labels, found.logarithms) {
                let read = try model.prepare(question).tokens
                let plain = try model.endOfTurnTokens.reduce(0) { sum, end in
                    let query = LikelihoodQuery(
                        context: read, continuation: model.tokenizer.encode(label.reply) + [end])
                    return sum + exp(try CompletionScorer(model.languageModel).logProbability(of: TrainingRow(query)))
                }
                #expect(abs(log(plain) - logarithm) < 1e-3, "\(label.reply)")
            }
        }
    }

    @Test func probabilitiesThatAddUpToMoreThanOneFailTheirProof() throws {
        let labels = try JudgePrompt(parsing: Self.own, path: "own.md").labels
        let meter = LabelMeter(try tiny(), labels, stage: "test")
        func passes(_ probabilities: [Double]) -> Bool? {
            let found = LabelProbabilities(id: "a", logarithms: probabilities.map { log($0) })
            return meter.proofs(of: [found]).first { $0.name == "labels-exclude-each-other" }?.passed
        }
        #expect(passes([0.6, 0.4]) == true && passes([0.6, 0.5]) == false)
    }

    @Test func whatIsFoundDoesNotDependOnWhatElseIsAsked() throws {
        let labels = try JudgePrompt(parsing: Self.own, path: "own.md").labels
        let model = try tiny()
        let questions = (0..<5).map { request("Is \($0) hateful?") }
        let together = try LabelMeter(model, labels, stage: "test").probabilities(questions)
        for (question, found) in zip(questions, together) {
            let alone = try LabelMeter(model, labels, stage: "test").probabilities([question])[0]
            #expect(zip(alone.logarithms, found.logarithms).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func aPrefillStandsBeforeTheReply() throws {
        let labels = try JudgePrompt(parsing: Self.own, path: "own.md").labels
        let model = try tiny()
        let plain = try LabelMeter(model, labels, stage: "test").probabilities([request("Well?")])[0]
        let begun = try LabelMeter(model, labels, stage: "test").probabilities([request("Well?", prefill: "Verdict: ")]
        )[0]
        #expect(plain.logarithms != begun.logarithms)
        #expect(begun.tokens == plain.tokens + "Verdict: ".utf8.count)
    }

    @Test func aReplyInsideReasoningIsNone() async throws {
        let template = TinyModel.plainTemplate.replacing("assistant\n{% endif", with: "assistant\n<think>\n{% endif")
        try TinyModel.write(to: place.appending(path: "tiny"), template: template)
        let judge = "question: own.md, calibration: 0, model: ./tiny, reply: label-probabilities"
        let error = await #expect(throws: (any Error).self) { try await run("{\(judge)}") }
        #expect("\(try #require(error))".contains("'prefill'"))
        let finished = try await run(#"{\#(judge), prefill: "Hm.\n</think>\n\n"}"#)
        #expect(try finished.metrics.conditions[1].judged["judge/small"]?.skipped == [:])
    }

    @Test(arguments: [
        (
            "question: alignment, reply: label-probabilities, model: {endpoint: \"http://h/v1\", model: m}",
            "behind an endpoint"
        ),
        ("question: alignment, reply: label-probabilities, model: ./tiny, temperature: 1", "no reply is written"),
        (
            "question: alignment, reply: calibrated-label-probabilities, model: ./tiny, max-tokens: 8",
            "no reply is written"
        ),
        ("question: alignment, reply: logits, model: ./tiny", "'logits'"),
    ])
    func whatHasNoMeaningIsRefused(judge: String, problem: String) throws {
        let error = #expect(throws: ExperimentFileError.self) {
            try ExperimentFile(text: MockRun.text + "\njudges: {small: {\(judge)}}", path: "mock.yaml")
        }
        #expect(try #require(error).problem.contains(problem), "\(String(describing: error))")
    }

    @Test func aRangeOfThousandsIsNotWeighed() async throws {
        try AtomicFile.write(
            "name: own\nversion: 1\nreply: number\nrange: 0..5000\n---\n{{answer}}", to: place.appending(path: "own.md")
        )
        let error = await #expect(throws: StageObstacle.self) {
            try await run("{question: own.md, calibration: 0, model: ./tiny, reply: label-probabilities}")
        }
        #expect(try #require(error).description.contains("too large a range"))
    }
}
