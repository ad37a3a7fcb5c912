import ChatTemplates
import Endpoints
import Evaluation
import Generation
import Provenance

/// What a judge is asked: of labelled items first, then of the samples.
struct JudgeQuestions: Sendable {
    let prompt: JudgePrompt
    private let judge: Experiment.Judge
    private let seed: UInt64
    private let questions: [(id: String, text: String)]
    private let labelled: [JudgeItems.Labelled]

    init(_ judge: Experiment.Judge, _ run: RunContext) throws {
        self.judge = judge
        seed = run.experiment.seed
        let prompt = try run.question(of: judge)
        self.prompt = prompt
        let items = JudgeItems(judge, asking: prompt, run)
        labelled = try items.labelled()
        var questions = try labelled.map {
            (id: Self.prefix + $0.id, text: try prompt.question(about: $0.material))
        }
        try items.forEachSample { id, material in
            questions.append((id, try prompt.question(about: material)))
        }
        self.questions = questions
    }

    private static let prefix = "labelled/"

    var ids: [String] { questions.map(\.id) }
    var labelledIDs: [String] { Array(ids.prefix(labelled.count)) }
    var sampleIDs: [String] { Array(ids.dropFirst(labelled.count)) }

    func request(at position: Int) -> ChatRequest {
        Self.request(questions[position].id, asking: questions[position].text, judge, seed: seed)
    }

    static func request(_ id: String, asking text: String, _ judge: Experiment.Judge, seed: UInt64) -> ChatRequest {
        ChatRequest(
            id: id, messages: [.user(text)], prefill: judge.prefill ?? "",
            settings: SamplingSettings(
                temperature: judge.temperature, topP: 1, topK: nil,
                maximumTokens: judge.reply == .text ? judge.maxTokens : 1),
            key: RandomKey(experimentSeed: seed, stage: "judging/\(judge.name)", recordID: id, sampleIndex: 0))
    }

    /// Questions about nothing.
    var contentFree: [ChatRequest] {
        get throws {
            try JudgedMaterial.contentFree.enumerated().map { index, material in
                Self.request("content-free/\(index)", asking: try prompt.question(about: material), judge, seed: seed)
            }
        }
    }

    func calibration(_ answers: [String: JudgeAnswer]) -> JudgeCalibration {
        JudgeCalibration(
            labelled.compactMap { item in
                answers[Self.prefix + item.id].map {
                    JudgeCalibration.Item(
                        item.id, truth: item.truth, outcome: $0.verdict(of: judge, on: prompt).outcome,
                        hard: item.hard)
                }
            }, on: prompt.scale)
    }
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
