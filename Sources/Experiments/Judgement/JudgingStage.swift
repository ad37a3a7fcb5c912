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
            behavior: run.experiment.behavior,
            answers: try run.experiment.answersAreGiven ? run.digest(of: PromptsStage.artifact) : nil,
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
        let ledger = try RecordLedger<ChatReply>(run.directory.file(ledger ?? ""), key: run.key)
        let model = try run.model(of: judge).load(run.models)
        let missing = ledger.missing(of: questions.ids, wave: model.wave)
        let meter = ThroughputMeter(total: questions.ids.count, done: questions.ids.count - missing.count, progress)
        let totals = model.endpointTotals
        try await model.answer(RequestQueue(missing, questions.request(at:))) { reply in
            try ledger.append(reply)
            meter.add(reply)
        }
        let replies = try ledger.records()
        try ledger.finish(questions.sampleIDs, to: run.directory.file(artifacts[0]))
        try ledger.finish(questions.labelledIDs, to: run.directory.file(artifacts[1]))
        let calibration = questions.calibration(replies)
        try AtomicFile.write(CanonicalJSON.data(calibration), to: run.directory.file(artifacts[2]))
        var census = JudgementCensus(judge, asking: questions.prompt)
        for id in questions.sampleIDs { census.add(replies[id]) }
        census.tally.add(from: totals, to: model.endpointTotals)
        return StageOutcome(
            summary: "\(census.summary), \(meter.tokens) tokens at \(meter.rate) tok/s",
            proofs: census.proofs(stage: name)
                + calibration.proofs(
                    stage: name, wanted: questions.labelledIDs.count, ofCode: questions.prompt.asksAboutCode),
            tally: census.tally)
    }

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
        try RecordLedger<ChatReply>.begin(
            run.directory.file(ledger), key: record?.key, artifact: run.directory.file(artifacts[0])
        ) { $0.ending != .failed }
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
