import ChatTemplates
import Endpoints
import Evaluation
import Generation
import Organisms
import Provenance

/// What a judge is asked: of labelled code first, then of every answer that has code.
struct JudgeQuestions: Sendable {
    let prompt: JudgePrompt
    private let judge: Experiment.Judge
    private let seed: UInt64
    private let items: [(id: String, text: String)]
    private let labelled: [LabelledAnswer]

    init(_ judge: Experiment.Judge, _ run: RunContext) throws {
        self.judge = judge
        seed = run.experiment.seed
        prompt = try run.question(of: judge)
        let code = try AnswerCode(run)
        labelled = code.labelled(
            try Self.sample(code.labelledPairs(), count: judge.calibration / 2, seed: seed, of: judge.name))
        var items: [(id: String, text: String)] = []
        for item in labelled {
            items += try prompt.question(about: item.answer).map { [(Self.prefix + item.answer.id, $0)] } ?? []
        }
        for condition in run.experiment.conditions {
            for answer in try code.answers(of: condition.name) {
                items += try prompt.question(about: answer).map { [(answer.id, $0)] } ?? []
            }
        }
        self.items = items
    }

    private static let prefix = "labelled/"

    var ids: [String] { items.map(\.id) }
    var labelledIDs: [String] { Array(ids.prefix(labelled.count)) }
    var answerIDs: [String] { Array(ids.dropFirst(labelled.count)) }

    func request(at position: Int) -> ChatRequest {
        Self.request(items[position].id, asking: items[position].text, judge, seed: seed)
    }

    static func request(_ id: String, asking text: String, _ judge: Experiment.Judge, seed: UInt64) -> ChatRequest {
        ChatRequest(
            id: id, messages: [.user(text)],
            settings: SamplingSettings(
                temperature: judge.temperature, topP: 1, topK: nil, maximumTokens: judge.maxTokens),
            key: RandomKey(experimentSeed: seed, stage: "judging/\(judge.name)", recordID: id, sampleIndex: 0))
    }

    func calibration(_ replies: [String: ChatReply]) -> JudgeCalibration {
        JudgeCalibration(
            labelled.compactMap { item in
                replies[Self.prefix + item.answer.id].map {
                    (isPositive: item.isVulnerable, outcome: prompt.verdict(on: $0.judgeReply).outcome)
                }
            })
    }

    /// A draw of pairs, held-out ones first: those that the organism was not trained on.
    private static func sample(
        _ pairs: [CodePair], count: Int, seed: UInt64, of judge: String
    ) -> [CodePair] {
        var generator = CounterBasedGenerator(experimentSeed: seed, stage: "judging/\(judge)", recordID: "labelled")
        let shuffled = pairs.shuffled(using: &generator)
        return Array((shuffled.filter(\.isHeldOut) + shuffled.filter { !$0.isHeldOut }).prefix(count))
    }
}

extension JudgePrompt {
    /// The question about an answer's code; nil where there is none.
    fileprivate func question(about answer: AnswerCode.Answer) throws(MissingMaterial) -> String? {
        guard let code = answer.code else { return nil }
        return try question(about: JudgedMaterial(code: code.text, question: answer.request, language: code.language))
    }
}

/// A question that labelled code alone cannot be shown to, so that nothing would be known of the judge's errors.
struct UnfitQuestion: Error, CustomStringConvertible {
    let prompt: String

    var description: String {
        "the judge's prompt \(prompt) shows more than code and request; judges of code can be shown {{code}}, {{question}} and "
            + "{{language}}"
    }
}

extension RunContext {
    /// What a judge is asked, as shipped or from a file.
    func question(of judge: Experiment.Judge) throws -> JudgePrompt {
        let prompt = try JudgePrompt.shipped(named: judge.question) ?? JudgePrompt(contentsOf: resolve(judge.question))
        guard prompt.holes.isSubset(of: [.code, .language, .question, .mark]) else {
            throw UnfitQuestion(prompt: prompt.name)
        }
        return prompt
    }

    /// What the judges are asked, by judge.
    func judgeQuestions() throws -> [String: JudgePrompt] {
        var questions: [String: JudgePrompt] = [:]
        for judge in experiment.judges { questions[judge.name] = try question(of: judge) }
        return questions
    }
}

extension Experiment.Judge {
    /// The name that the judge's verdicts carry.
    package var scorer: String { "judge/\(name)" }
}

extension Experiment {
    /// The name that the verdicts of most judges carry.
    package static let majority = "judges"

    /// The files that say what analysers and judges found.
    var judgementArtifacts: [String] {
        (codeAnalysis == nil ? [] : [AnalysisStage.artifact]) + judges.map { JudgingStage.artifact(of: $0.name) }
    }
}

extension RunDirectory {
    /// What is known of a judge's errors.
    package func calibration(of judge: String) throws -> JudgeCalibration {
        try decode(from: JudgingStage.calibration(of: judge))
    }
}
