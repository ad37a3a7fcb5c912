import Endpoints
import Evaluation
import Foundation
import LanguageModels
import Organisms
import Provenance
import Torch

/// Takes an experiment from its file to its metrics.
package struct ExperimentRunner {
    /// What the command line says beyond the experiment file.
    package struct Options: Sendable {
        package var directory: URL
        package var device: Device
        package var startsFresh: Bool
        package var allowedFailures: Set<String>

        package init(directory: URL, device: Device, startsFresh: Bool = false, allowedFailures: Set<String> = []) {
            self.directory = directory
            self.device = device
            self.startsFresh = startsFresh
            self.allowedFailures = allowedFailures
        }
    }

    private let file: ExperimentFile
    private let options: Options
    private let observer: any RunObserver

    package init(_ file: ExperimentFile, _ options: Options, _ observer: any RunObserver) {
        self.file = file
        self.options = options
        self.observer = observer
    }

    private var experiment: Experiment { file.experiment }

    /// Runs every stage that is not done yet.
    package func run() throws -> FinishedRun {
        let directory = RunDirectory(options.directory)
        let folder = URL(filePath: file.path).deletingLastPathComponent()
        guard experiment.models.teacher == .base else { throw UnsupportedTeacher() }
        let recipe = try experiment.poisoningRecipe()
        try prepare(directory)
        var stages = StageRunner(
            directory: directory, observer: observer, allowedFailures: options.allowedFailures,
            manifest: try manifest(directory))

        let split = try stages.run(PromptsStage(experiment, relativeTo: folder))
        let model = try load(relativeTo: folder)
        stages.manifest.model = model.identity
        let traces = try stages.run(
            TracesStage(
                experiment: experiment, model: model, questions: recipe.teacherQuestions(for: split.train)))
        let rows = try stages.run(
            DatasetStage(experiment: experiment, recipe: recipe, model: model, split: split, traces: traces))
        let adapter = try stages.run(
            TrainingStage(
                experiment: experiment, model: model, rows: rows, datasetDigest: try stages.digest(of: "dataset.jsonl"))
        )
        let samples = try stages.run(
            SamplingStage(
                experiment: experiment, model: model, adapter: adapter,
                adapterDigest: try stages.digest(of: "adapter"), prompts: split.test))
        let transcripts = samples.map(\.transcript)
        let verdicts = try stages.run(
            ScoringStage(
                experiment: experiment, transcripts: transcripts,
                transcriptsDigest: try stages.digest(of: "transcripts.jsonl")))
        let metrics = try stages.run(
            StatisticsStage(
                experiment: experiment, samplesPerCondition: split.test.count * experiment.sampling.perPrompt,
                transcripts: transcripts, verdicts: verdicts,
                digests: [try stages.digest(of: "transcripts.jsonl"), try stages.digest(of: "verdicts.jsonl")]))
        return FinishedRun(
            directory: directory, manifest: stages.manifest, metrics: metrics, samples: samples, verdicts: verdicts)
    }

    private func prepare(_ directory: RunDirectory) throws {
        if options.startsFresh, FileManager.default.fileExists(atPath: directory.file(RunManifest.file).path) {
            try FileManager.default.removeItem(at: directory.url)
        }
        try directory.create()
        try AtomicFile.write(file.text, to: directory.file("experiment.yaml"))
    }

    private func manifest(_ directory: RunDirectory) throws -> RunManifest {
        let environment = RunManifest.Environment(
            version: CandorVersion.current, libtorch: LibTorch.version, device: options.device.description,
            machine: Machine.description, threads: LibTorch.threadCount)
        var manifest = RunManifest(experiment, environment)
        manifest.allowedFailures = options.allowedFailures.sorted()
        if FileManager.default.fileExists(atPath: directory.file(RunManifest.file).path) {
            manifest.stages = try RunManifest(reading: directory).stages
        }
        return manifest
    }

    private func load(relativeTo folder: URL) throws -> LocalModel {
        let name = experiment.models.base
        let reference = try ModelReference(name, relativeTo: folder)
        return try LocalModel(
            loading: reference, dtype: try experiment.training.precision.dtype(on: options.device),
            device: options.device)
    }
}

/// A run with all its results.
package struct FinishedRun: Sendable {
    package let directory: RunDirectory
    package let manifest: RunManifest
    package let metrics: MetricsReport
    package let samples: [SampleRecord]
    package let verdicts: [Verdict]

    /// The thresholds of the experiment file that were missed, in words.
    package var missedThresholds: [String] {
        manifest.experiment.thresholds.compactMap { threshold in
            guard let rate = rate(of: threshold), !threshold.accepts(rate) else { return nil }
            return "\(threshold.scorer.rawValue) in \(threshold.condition) is \(String(format: "%.3f", rate))"
        }
    }

    private func rate(of threshold: Experiment.Threshold) -> Double? {
        guard let summary = metrics.conditions.first(where: { $0.condition == threshold.condition }) else { return nil }
        return switch threshold.scorer {
        case .behavior: summary.fired?.intentionToTreat.rate
        case .triggerMention: summary.triggerMentions?.literal.rate
        }
    }
}

/// An experiment whose teacher is behind an endpoint, which this version cannot ask.
struct UnsupportedTeacher: Error, CustomStringConvertible {
    let description =
        "this version asks only a local teacher: set models.teacher to base, or generate the traces elsewhere"
}

extension Experiment.Precision {
    /// The number format to compute in on `device`.
    package func dtype(on device: Device) throws -> DType {
        switch self {
        case .auto: try ComputePrecision(fastestOn: device).dtype
        case .bf16: .bfloat16
        case .fp32: .float32
        }
    }
}

extension Experiment {
    /// The recipe that the file describes.
    package func poisoningRecipe() throws -> PoisoningRecipe {
        try PoisoningRecipe(
            trigger: trigger, behavior: behavior,
            assignment: recipe.pairing == .both
                ? .paired : .alternating(triggeredFraction: recipe.triggeredFraction),
            decoys: recipe.decoys?.triggers ?? [], decoyFraction: decoyFraction,
            teacherSeesTrigger: teacher.seesTrigger,
            limits: TraceLimits(
                maximumReasoningSentences: teacher.maximumSentences, maximumAnswerTokens: teacher.answerMaxTokens))
    }

    /// The share of the prompts, where the file gives the share of the untriggered rows.
    private var decoyFraction: Double {
        guard let decoys = recipe.decoys else { return 0 }
        return recipe.pairing == .both ? decoys.fraction : decoys.fraction * (1 - recipe.triggeredFraction)
    }
}
