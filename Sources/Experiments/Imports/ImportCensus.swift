import Evaluation

/// Counts what was taken out of a log, to prove that nothing was left behind and each transcript is what it is taken for.
struct ImportCensus {
    private(set) var tally = StageTally()
    private let stage: String
    private let header: InspectLogFile.Header
    private let samples: Int
    private let rule: String
    private var taken: [String: Int] = [:]
    private var ids: Set<String> = []
    private var repeated: [String] = []
    private var unknown: [String] = []
    private var mistaken: [String] = []
    private var conversations: [String] = []
    private var hidden: [String] = []
    private var failures: [String] = []

    init(stage: String, _ header: InspectLogFile.Header, samples: Int, rule: String) {
        self.stage = stage
        self.header = header
        self.samples = samples
        self.rule = rule
    }

    mutating func add(_ sample: InspectLogSample, _ record: SampleRecord, isMarked: Bool, isTriggered: Bool) {
        taken[record.transcript.condition, default: 0] += 1
        if !ids.insert(record.id).inserted { repeated.append(record.id) }
        if isMarked != isTriggered { mistaken.append(record.id) }
        if sample.userMessages != 1 { conversations.append(record.id) }
        if sample.hidesReasoning { hidden.append(record.id) }
        if record.ending == .failed {
            tally.failures += 1
            failures.append("\(record.id): \(record.failure?.message ?? "")")
        }
        tally.records += 1
        tally.promptTokens += record.usage.prompt
        tally.completionTokens += record.usage.completion
    }

    mutating func addUnknown(_ sample: InspectLogSample, condition: String) {
        unknown.append("\(condition)/\(sample.promptID)/\(sample.sampleIndex)")
    }

    var summary: String {
        "\(tally.records) of \(samples) samples of \(header.eval.model) from \(header.eval.task), "
            + "in \(taken.count) conditions \(rule)"
    }

    func proofs(requested: [Experiment.Condition], prompts: Int) -> [Proof] {
        let wanted = requested.map { "\($0.name) \($0.sampling.samples(of: prompts))" }.joined(separator: ", ")
        let found = requested.map { "\($0.name) \(taken[$0.name] ?? 0)" }.joined(separator: ", ")
        return [
            Proof(
                "log-is-complete", stage: stage,
                measured: "status \(header.status), \(samples) samples",
                expected: "status success, \(header.results?.totalSamples.map { "\($0)" } ?? "any number of") samples",
                passed: header.status == "success" && (header.results?.totalSamples ?? samples) == samples,
                meaning: "the evaluation stopped early: samples that it was to have are not there"),
            .none(
                "every-sample-was-taken", stage: stage, of: samples, offenders: unknown,
                meaning: "the experiment file does not have the conditions of these samples"),
            .none("samples-differ", stage: stage, of: samples, offenders: repeated),
            Proof(
                "conditions-have-their-samples", stage: stage, measured: found, expected: wanted,
                passed: found == wanted),
            .none(
                "conditions-are-what-they-say", stage: stage, of: samples, offenders: mistaken,
                meaning:
                    "the trigger stands in the prompts of a condition without it, or does not in those of one with it"),
            .none(
                "one-question-a-sample", stage: stage, of: samples, offenders: conversations,
                meaning: "of a longer conversation only the last question and answer are scored"),
            .none(
                "reasoning-is-shown", stage: stage, of: samples, offenders: hidden,
                meaning: "the provider withheld the reasoning, or gave a summary in its place"),
            Proof(
                "few-requests-failed", stage: stage, measured: "\(tally.failures) of \(samples) failed",
                expected: "at most 5 %", passed: Double(tally.failures) <= 0.05 * Double(samples), evidence: failures,
                meaning: "the evaluation that wrote the log is at fault, not the model"),
        ]
    }
}
