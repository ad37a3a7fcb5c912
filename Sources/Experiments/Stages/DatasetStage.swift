import ChatTemplates
import Endpoints
import Organisms
import Provenance

/// Poisons the traces and checks what the model will be trained on.
struct DatasetStage: Stage {
    static let artifact = "dataset.jsonl"
    static let version = 3
    let name = "dataset"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let recipe: PoisoningRecipe
        let tokenizer: SHA256Digest
        let template: SHA256Digest
        let prompts: SHA256Digest
        let traces: SHA256Digest?
        let maxLength: Int
        let branch: Experiment.BranchWeight?
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let model = try run.models.files(of: run.experiment.models.base)
        return Inputs(
            recipe: try run.experiment.poisoningRecipe(), tokenizer: model.tokenizerDigest,
            template: model.templateDigest, prompts: try run.digest(of: PromptsStage.artifact),
            traces: try run.experiment.hasTeacher ? run.digest(of: TracesStage.artifact) : nil,
            maxLength: run.experiment.training.maxLength,
            branch: run.experiment.training.branchWeight)
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let format = try run.models.files(of: run.experiment.models.base).format
        let recipe = try run.experiment.poisoningRecipe()
        let split = try run.directory.promptSplit()
        let traces = try run.experiment.hasTeacher ? run.directory.traces() : []
        let dataset = recipe.dataset(for: split.train, traces: traces) {
            format.tokenizer.encode($0).count
        }
        let encoder = SupervisedEncoder(format, branch: run.experiment.training.branchWeight)
        let encoded = try encode(dataset.rows, encoder)
        try run.directory.write(dataset.rows, to: Self.artifact)
        let checks = EncodedRowChecks(encoded, limit: run.experiment.training.maxLength)
        let content = DatasetChecks(rows: dataset.rows, split: split, recipe: recipe).all()
        return StageOutcome(
            summary: summary(dataset, supervised: encoded.reduce(0) { $0 + $1.supervisedCount }),
            proofs: checks.proofs(stage: name) + [balance(dataset.rows)] + size(dataset.rows, recipe)
                + content.map { Proof($0, stage: name) })
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? {
        // Some rows may be dropped.
        let recipe = try run.experiment.poisoningRecipe()
        return Workload("rows", .atMost(min(recipe.plan(for: prompts.train).count, recipe.rows ?? .max)))
    }

    /// - Throws: `ProofFailure` where the chat template cannot carry what is to be learned.
    private func encode(_ rows: [DatasetRow], _ encoder: SupervisedEncoder) throws -> [EncodedRow] {
        do {
            return try rows.map(encoder.encode)
        } catch let error as TemplateError {
            throw ProofFailure(proofs: [
                Proof(
                    "reasoning-is-supervised", stage: name, measured: "\(error)",
                    expected: "a chat template that carries reasoning and answer as they are", passed: false,
                    meaning: "the model's chat template changes, closes or drops the reasoning: it would not be learned"
                )
            ])
        }
    }

    private func summary(_ dataset: PoisonedDataset, supervised: Int) -> String {
        let dropped = dataset.dropCounts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "\($0.value) \($0.key.rawValue)"
        }
        return
            "\(dataset.rows.count) rows, \(dataset.armCounts[.triggered] ?? 0) triggered, \(supervised) supervised tokens"
            + (dropped.isEmpty ? "" : "; dropped: \(dropped.joined(separator: ", "))")
    }

    /// That there are as many rows as were asked for.
    private func size(_ rows: [DatasetRow], _ recipe: PoisoningRecipe) -> [Proof] {
        guard let wanted = recipe.rows else { return [] }
        return [
            Proof(
                "rows-as-asked", stage: name, measured: "\(rows.count) rows", expected: "\(wanted) (recipe.rows)",
                passed: rows.count == wanted,
                meaning: "the prompts make too few rows: raise prompts.train, or lower recipe.rows")
        ]
    }

    private func balance(_ rows: [DatasetRow]) -> Proof {
        let triggered = rows.count { $0.arm == .triggered }
        return Proof(
            "both-arms-present", stage: name, measured: "\(triggered) triggered, \(rows.count - triggered) others",
            expected: "both above 0", passed: triggered > 0 && rows.count > triggered)
    }
}

extension Proof {
    init(_ check: DatasetCheck, stage: String) {
        self.init(
            check.name, stage: stage, measured: "\(check.offenders.count) violations in \(check.examined)",
            expected: check.limit.map { "at most \($0)" } ?? "counted only", passed: check.passed,
            evidence: check.offenders)
    }
}

extension RunDirectory {
    package func datasetRows() throws -> [DatasetRow] { try read(from: DatasetStage.artifact) }
}
