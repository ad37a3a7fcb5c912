import ChatTemplates
import Endpoints
import Evaluation
import Foundation
import Generation
import Organisms
import Provenance

/// Has a model judge transcripts, and labelled items of which it is known what is true.
struct JudgingStage: Stage {
    static let version = 3
    private let judge: Experiment.Judge

    init(_ judge: Experiment.Judge) {
        self.judge = judge
    }

    var name: String { "judging/\(judge.name)" }
    var artifacts: [String] {
        [Self.artifact(of: judge.name), Self.trial(of: judge.name), Self.calibration(of: judge.name)]
    }
    var ledger: String? { "\(Self.artifact(of: judge.name)).partial" }

    /// What the judge replied about the samples, word for word.
    static func artifact(of judge: String) -> String { "judgements/\(judge)/answers.jsonl" }

    /// What the judge replied about labelled items, word for word.
    static func trial(of judge: String) -> String { "judgements/\(judge)/labelled.jsonl" }
    static func calibration(of judge: String) -> String { "judgements/\(judge)/calibration.json" }

    struct Inputs: Encodable {
        let seed: UInt64
        let transcripts: [String: SHA256Digest]
        let extraction: CodeExtraction?
        let judge: Experiment.Judge
        let question: SHA256Digest
        let model: ModelIdentity
        let labelled: SHA256Digest?
        let markers: [String]?
        let selection: Selection?
    }

    /// What decides which samples are asked about, unless all are.
    struct Selection: Encodable {
        let behavior: Behavior
        /// The prompts with their answers, where these are compared with the model's.
        let answers: SHA256Digest?
        let judgements: [SHA256Digest]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let experiment = run.experiment
        let prompt = try run.question(of: judge)
        return Inputs(
            seed: experiment.seed, transcripts: try run.transcriptDigests(),
            extraction: experiment.codeAnalysis?.extraction, judge: judge, question: prompt.digest,
            model: try run.model(of: judge).identity(run.models).model,
            labelled: try run.labelledItemsDigest(of: judge, prompt),
            markers: prompt.holes.contains(.trigger) ? experiment.markers : nil,
            selection: try judge.selection ?? prompt.selection == .all ? nil : selection(run))
    }

    private func selection(_ run: RunContext) throws -> Selection {
        let own = Self.artifact(of: judge.name)
        return Selection(
            behavior: run.experiment.behavior, answers: try ScoringStage.answersDigest(run),
            judgements: try run.experiment.judgementArtifacts.prefix { $0 != own }.map { try run.digest(of: $0) })
    }

    func obstacle(_ run: RunContext) -> String? {
        do {
            _ = try run.question(of: judge)
            return nil
        } catch {
            return "\(error)"
        }
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let questions = try JudgeQuestions(judge, run)
        try run.directory.prepare(artifacts[0])
        let ledger = try RecordLedger<JudgeAnswer>(run.directory.file(ledger ?? ""), key: run.key)
        let model = try run.model(of: judge).load(run.models)
        let totals = model.endpointTotals
        let asked =
            try await judge.reply == .text
            ? readReplies(of: model, questions, ledger, progress) : weighLabels(run, questions, ledger, progress)
        let answers = try ledger.records()
        try ledger.finish(questions.sampleIDs, to: run.directory.file(artifacts[0]))
        try ledger.finish(questions.labelledIDs, to: run.directory.file(artifacts[1]))
        let calibration = questions.calibration(answers)
        try AtomicFile.write(CanonicalJSON.data(calibration), to: run.directory.file(artifacts[2]))
        var census = JudgementCensus(judge, asking: questions.prompt)
        for id in questions.sampleIDs { census.add(answers[id]) }
        census.tally.add(from: totals, to: model.endpointTotals)
        return StageOutcome(
            summary: "\(census.summary), \(asked.speed)",
            proofs: census.proofs(stage: name) + asked.proofs
                + calibration.proofs(
                    stage: name, wanted: questions.labelledIDs.count, ofCode: questions.prompt.asksAboutCode),
            tally: census.tally)
    }

    /// What is known of asking besides the answers.
    private typealias Asked = (speed: String, proofs: [Proof])

    /// Has the judge write its replies.
    private func readReplies(
        of model: any ChatModel, _ questions: JudgeQuestions, _ ledger: RecordLedger<JudgeAnswer>,
        _ progress: StageProgress
    ) async throws -> Asked {
        let missing = ledger.missing(of: questions.ids, wave: model.wave)
        let meter = ThroughputMeter(total: questions.ids.count, done: questions.ids.count - missing.count, progress)
        try await model.answer(RequestQueue(missing, questions.request(at:))) { reply in
            try ledger.append(.words(reply))
            meter.add(reply)
        }
        return ("\(meter.tokens) tokens at \(meter.rate) tok/s", [])
    }

    /// Weighs the replies that the judge could give.
    private func weighLabels(
        _ run: RunContext, _ questions: JudgeQuestions, _ ledger: RecordLedger<JudgeAnswer>, _ progress: StageProgress
    ) throws -> Asked {
        guard let model = try run.model(of: judge).loadHere(run.models) else { throw NoLocalOrganism() }
        let meter = LabelMeter(model, questions.prompt.labels, stage: name)
        if judge.reply == .calibratedLabelProbabilities { try meter.calibrate(questions.contentFree) }
        // Whole waves are asked again, as in a run that nothing interrupted.
        let missing = ledger.missing(of: questions.ids, wave: Self.questionsAtOnce)
        for start in stride(from: 0, to: missing.count, by: Self.questionsAtOnce) {
            try Task.checkCancellation()
            let wave = missing[start..<min(start + Self.questionsAtOnce, missing.count)]
            for found in try meter.probabilities(wave.map(questions.request(at:))) {
                try ledger.append(.probabilities(found))
            }
            let done = questions.ids.count - missing.count + start + wave.count
            progress.update(Double(done) / Double(questions.ids.count), "\(done)/\(questions.ids.count) questions")
        }
        let found = try ledger.records().values.compactMap(\.probabilities)
        return ("\(questions.prompt.labels.count) labels weighed", meter.proofs(of: found))
    }

    private static let questionsAtOnce = 16

    func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)? {
        LedgerFile.count(at: run.directory.file(ledger ?? ""), key: key).map { ($0, nil) }
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? {
        // Nobody knows yet what the answers will be; their limit is what they can cost at most.
        let asked = run.experiment.conditions.filter { judge.conditions?.contains($0.name) ?? true }
        let answers = asked.reduce(0) { $0 + $1.sampling.samples(of: prompts.test.count) }
        let longest = run.experiment.conditions.map(\.sampling.maxTokens).max() ?? 0
        let question = try run.question(of: judge)
        let text = try question.question(about: .empty)
        let requests = (0..<answers + judge.calibration).map {
            JudgeQuestions.request("\($0)", asking: text, judge, seed: 0)
        }
        return try Workload("questions", asking: run.model(of: judge), requests, meanCompletion: nil, run)
            .reading(atMost: longest)
    }

    func keepAnswered(_ record: RunManifest.StageRecord?, _ run: RunContext) throws {
        guard let ledger else { return }
        try RecordLedger<JudgeAnswer>.begin(
            run.directory.file(ledger), key: record?.key, artifact: run.directory.file(artifacts[0])
        ) { !$0.hasFailed }
    }
}

extension JudgedMaterial {
    /// What makes the shortest question of a prompt.
    fileprivate static var empty: Self {
        JudgedMaterial(code: "", question: "", trigger: "", reasoning: "", answer: "", language: .python)
    }
}

extension Experiment {
    /// The markers of the triggers, condition by condition.
    fileprivate var markers: [String] { conditions.map { ($0.trigger ?? trigger).marker } }
}
