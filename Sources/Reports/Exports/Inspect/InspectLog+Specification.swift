import Endpoints
import Evaluation
import Experiments
import Foundation
import Organisms
import Provenance

extension InspectLog {
    /// What was asked, of whom, and how: Inspect's `EvalSpec`.
    struct Specification: Encodable {
        let evalId: String
        let runId: String
        let created: String
        let task: String
        let taskId: String
        let taskVersion = 0
        /// The experiment with all of its defaults.
        let taskArgs: Experiment
        let dataset: Dataset
        let model: String
        let modelGenerateConfig: GenerationConfiguration
        let config: Configuration
        let packages = ["candor": CandorVersion.current]
        let scorers: [Scorer]
        let metadata: Metadata

        init(_ run: FinishedRun, _ columns: ScoreColumns, _ identity: InspectIdentity) throws {
            let manifest = run.manifest
            let experiment = manifest.experiment
            let prompts = try run.directory.promptSplit().test.count
            (evalId, runId, taskId) = (identity.evalID, identity.runID, identity.taskID)
            created = InspectIdentity.text(of: identity.created)
            task = experiment.name
            taskArgs = experiment
            dataset = Dataset(
                name: experiment.prompts.sourceOfTests.name, samples: prompts * experiment.conditions.count)
            model = experiment.organismName
            modelGenerateConfig = GenerationConfiguration(experiment.sampling)
            config = Configuration(epochs: experiment.mostSamples(ofPromptAmong: prompts))
            scorers = columns.scorers.map { Scorer(name: $0.name) } + columns.people.map(Scorer.init)
            metadata = Metadata(
                conditions: experiment.conditions.map(\.name), model: manifest.model.map(ModelDigests.init),
                artifacts: manifest.stages.reduce(into: [:]) { $0.merge($1.artifacts) { $1 } },
                proofs: manifest.proofs.map {
                    ProofSummary(stage: $0.stage, name: $0.name, measured: $0.measured, passed: $0.passed)
                })
        }
    }

    struct Dataset: Encodable {
        let name: String
        let samples: Int
    }

    struct Configuration: Encodable {
        let epochs: Int
        let failOnError = false
    }

    struct Scorer: Encodable {
        let name: String
    }

    /// Where the numbers come from.
    struct Metadata: Encodable {
        let conditions: [String]
        let model: ModelDigests?
        let artifacts: [String: SHA256Digest]
        let proofs: [ProofSummary]
    }

    struct ModelDigests: Encodable {
        let weights: SHA256Digest
        let tokenizer: SHA256Digest
        let template: SHA256Digest
        let precision: String

        init(_ model: LocalModel.Identity) {
            (weights, tokenizer, template) = (model.weights, model.tokenizer, model.template)
            precision = model.precision
        }
    }

    struct ProofSummary: Encodable {
        let stage: String
        let name: String
        let measured: String
        let passed: Bool
    }
}

extension Experiment {
    /// How often the prompt that is asked most often is asked in a condition: what Inspect calls epochs.
    func mostSamples(ofPromptAmong prompts: Int) -> Int {
        conditions.map { ($0.sampling.samples(of: prompts) + prompts - 1) / max(prompts, 1) }.max() ?? 1
    }
}
