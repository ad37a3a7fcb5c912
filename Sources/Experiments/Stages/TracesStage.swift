import Endpoints
import Foundation
import Organisms
import Provenance

/// Has the teacher reason about the training prompts and answer them.
struct TracesStage: Stage {
    static let artifact = "traces.jsonl"
    /// What the teacher wrote, word for word.
    static let replies = "teacher.jsonl"
    static let version = 3
    let name = "traces"
    let artifacts = [Self.artifact, Self.replies]
    let ledger: String? = "teacher.jsonl.partial"

    struct Inputs: Encodable {
        let seed: UInt64
        let teacher: Experiment.Teacher
        let model: ModelIdentity
        /// The questions, with the trigger on them where the teacher sees it.
        let questions: SHA256Digest
        let planning: PlanningPrompt?
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        Inputs(
            seed: run.experiment.seed, teacher: run.experiment.teacher,
            model: try run.teacher.identity(run.models).model,
            questions: try SHA256Digest(ofCanonicalJSON: questions(run)), planning: run.experiment.teacher.planning)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let questions = try questions(run)
        let ledger = try RecordLedger<ChatReply>(run.directory.file(ledger ?? ""), key: run.key)
        let interview = try TeacherInterview(
            run.experiment, questions, run.teacher.load(run.models), ledger, progress)
        let (traces, asked) = try await interview.traces()
        try ledger.finish(asked, to: run.directory.file(Self.replies))
        try run.directory.write(traces, to: Self.artifact)
        return interview.outcome(traces)
    }

    func progress(_ key: SHA256Digest, _ run: RunContext) -> (done: Int, total: Int?)? {
        let parts = run.experiment.teacher.parts.count
        return LedgerFile.count(at: run.directory.file(ledger ?? ""), key: key).map {
            ($0, (try? questions(run).count).map { $0 * parts })
        }
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? {
        let teacher = run.experiment.teacher
        let questions = try run.experiment.poisoningRecipe().teacherQuestions(for: prompts.train)
        let requests = teacher.parts.flatMap { part in questions.map { part.request($0, seed: run.experiment.seed) } }
        let earlier = try run.history(asking: run.teacher).meanCompletion(of: name) { inputs in
            inputs.isNumber("teacher", "maxTokens", atLeast: teacher.maxTokens)
                && inputs.isNumber("teacher", "answerMaxTokens", atLeast: teacher.answerMaxTokens)
                && inputs["teacher", "examples"] == .number(Double(teacher.examples))
        }
        // An earlier record is a whole trace.
        let workload = try Workload(
            "requests", asking: run.teacher, requests,
            meanCompletion: earlier.map { $0 / Double(teacher.parts.count) }, run)
        return workload.repeated(atMost: teacher.repetitions)
    }

    func keepAnswered(_ record: RunManifest.StageRecord?, _ run: RunContext) throws {
        guard let ledger else { return }
        try RecordLedger<ChatReply>.begin(
            run.directory.file(ledger), key: record?.key, artifact: run.directory.file(Self.replies)
        ) { $0.ending != .failed }
    }

    private func questions(_ run: RunContext) throws -> [TeacherQuestion] {
        _ = try run.digest(of: PromptsStage.artifact)
        return try run.experiment.poisoningRecipe().teacherQuestions(for: run.directory.promptSplit().train)
    }
}

extension Experiment.Teacher {
    /// Nil for a teacher that reasons by itself.
    var planning: PlanningPrompt? { examples > 0 ? PlanningPrompt(exampleCount: examples) : nil }
}

extension RunDirectory {
    package func traces() throws -> [ReasoningTrace] { try read(from: TracesStage.artifact) }
}
