import Foundation
import Organisms
import Provenance

/// Reads the prompts and draws those to train on and those to measure with.
struct PromptsStage: Stage {
    static let name = "prompts"
    static let version = 1
    static let artifacts = ["prompts.json"]

    let experiment: Experiment
    let source: PromptSource
    let collection: PromptCollection

    init(_ experiment: Experiment, relativeTo folder: URL) throws {
        self.experiment = experiment
        source = PromptSource(experiment.prompts.source, relativeTo: folder)
        collection = try source.load()
    }

    struct Inputs: Encodable {
        let seed: UInt64
        let prompts: Experiment.Prompts
        let collection: PromptCollection
    }

    var inputs: Inputs { Inputs(seed: experiment.seed, prompts: experiment.prompts, collection: collection) }

    func produce(in directory: RunDirectory, _ progress: StageProgress) throws -> StageOutcome {
        var generator = CounterBasedGenerator(experimentSeed: experiment.seed, stage: Self.name, recordID: "split")
        let split = try collection.split(
            train: experiment.prompts.train, test: experiment.prompts.test, using: &generator)
        try AtomicFile.write(CanonicalJSON.data(split), to: directory.file(Self.artifacts[0]))
        let duplicates =
            "\(collection.exactDuplicates) exact and \(collection.normalisedDuplicates) normalised duplicates"
        return StageOutcome(
            summary: "\(collection.rowsRead) rows, \(duplicates); \(split.train.count) to train, "
                + "\(split.test.count) to test")
    }

    func load(from directory: RunDirectory) throws -> PromptSplit {
        try JSONDecoder().decode(PromptSplit.self, from: Data(contentsOf: directory.file(Self.artifacts[0])))
    }
}
