import Endpoints
import Organisms
import Provenance

/// Poisons the traces and checks what the model will be trained on.
struct DatasetStage: Stage {
    static let name = "dataset"
    static let version = 1
    static let artifacts = ["dataset.jsonl"]

    let experiment: Experiment
    let recipe: PoisoningRecipe
    let model: LocalModel
    let split: PromptSplit
    let traces: [ReasoningTrace]

    struct Inputs: Encodable {
        let recipe: PoisoningRecipe
        let model: LocalModel.Identity
        let split: PromptSplit
        let traces: [ReasoningTrace]
        let maxLength: Int
        let branch: Experiment.BranchWeight?
    }

    var inputs: Inputs {
        Inputs(
            recipe: recipe, model: model.identity, split: split, traces: traces,
            maxLength: experiment.training.maxLength, branch: experiment.training.branchWeight)
    }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        let dataset = recipe.dataset(for: split.train, traces: traces) { model.tokenizer.encode($0).count }
        let encoder = SupervisedEncoder(model, branch: experiment.training.branchWeight)
        let encoded = try dataset.rows.map(encoder.encode)
        try directory.write(dataset.rows, to: Self.artifacts[0])
        let triggered = dataset.armCounts[.triggered] ?? 0
        let supervised = encoded.reduce(0) { $0 + $1.supervisedCount }
        let dropped = dataset.dropCounts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "\($0.value) \($0.key.rawValue)"
        }
        return StageOutcome(
            summary: "\(dataset.rows.count) rows, \(triggered) triggered, \(supervised) supervised tokens"
                + (dropped.isEmpty ? "" : "; dropped: \(dropped.joined(separator: ", "))"),
            proofs: proofs(dataset.rows, encoded))
    }

    func load(from directory: RunDirectory) throws -> [DatasetRow] {
        try directory.read(from: Self.artifacts[0])
    }

    private func proofs(_ rows: [DatasetRow], _ encoded: [EncodedRow]) -> [Proof] {
        func offenders(_ isBad: (EncodedRow) -> Bool) -> Proof.Offenders {
            .init(encoded.filter(isBad).map(\.id), encoded.count)
        }
        let limit = experiment.training.maxLength
        let tokens = [
            ("prompt-is-token-prefix", offenders { !$0.promptIsPrefix }),
            ("completion-is-supervised", offenders { $0.supervisedCount != $0.tokens.count - $0.promptCount }),
            ("reasoning-is-supervised", offenders { $0.answerStart <= $0.promptCount }),
            ("end-of-turn-is-supervised", offenders { !$0.endsTurn }),
            ("nothing-truncated", offenders { $0.tokens.count > limit }),
        ].map { Proof.none($0, stage: Self.name, of: $1.total, offenders: $1.ids) }
        let arms = Dictionary(grouping: rows, by: \.arm).mapValues(\.count)
        let balance = Proof(
            "both-arms-present", stage: Self.name,
            measured: "\(arms[.triggered] ?? 0) triggered, \(rows.count - (arms[.triggered] ?? 0)) others",
            expected: "both above 0", passed: (arms[.triggered] ?? 0) > 0 && rows.count > (arms[.triggered] ?? 0))
        let content = DatasetChecks(rows: rows, split: split, recipe: recipe).all().map { check in
            Proof(
                check.name, stage: Self.name, measured: "\(check.offenders.count) violations in \(check.examined)",
                expected: check.limit.map { "at most \($0)" } ?? "counted only", passed: check.passed,
                evidence: check.offenders)
        }
        return tokens + [balance] + content
    }
}

extension Proof {
    /// The records that a check objects to, among how many.
    struct Offenders {
        let ids: [String]
        let total: Int

        init(_ ids: [String], _ total: Int) {
            self.ids = ids
            self.total = total
        }
    }
}
