import Foundation
import Organisms
import Provenance

/// Reads the prompts and draws those to train on and those to measure with.
struct PromptsStage: Stage {
    static let artifact = "prompts.json"
    static let version = 2
    let name = "prompts"
    let artifacts = [Self.artifact]

    struct Inputs: Encodable {
        let seed: UInt64
        let prompts: Experiment.Prompts
        /// What the sources hold.
        let content: [SHA256Digest]
    }

    func inputs(_ run: RunContext) throws -> Inputs {
        let prompts = run.experiment.prompts
        let sources = [prompts.source] + (prompts.testSource.map { [$0] } ?? [])
        return Inputs(
            seed: run.experiment.seed, prompts: prompts,
            content: try sources.flatMap { try run.resolve($0).digests() })
    }

    func produce(_ run: RunContext, _ progress: StageProgress) async throws -> StageOutcome {
        let (sources, split) = try draw(run)
        try AtomicFile.write(CanonicalJSON.data(split), to: run.directory.file(Self.artifact))
        func sum(_ count: (PromptCollection) -> Int) -> Int { sources.reduce(0) { $0 + count($1) } }
        let duplicates =
            "\(sum(\.exactDuplicates)) exact and \(sum(\.normalisedDuplicates)) normalised duplicates"
        let setAside = split.nearDuplicatesSetAside
        return StageOutcome(
            summary: "\(sum(\.rowsRead)) rows, \(duplicates); \(split.train.count) to train, "
                + "\(split.test.count) to test"
                + (setAside > 0 ? "; \(setAside) near-duplicates of test prompts set aside" : ""),
            proofs: (sources.flatMap(\.checks) + marks(split, run.experiment)).map { Proof($0, stage: name) })
    }

    /// That every prompt comes with its mark, where the trigger is that mark.
    private func marks(_ split: PromptSplit, _ experiment: Experiment) -> [DatasetCheck] {
        experiment.asksForMarks ? [DatasetCheck(marksOf: split.train + split.test)] : []
    }

    func workload(_ run: RunContext, _ prompts: PromptSplit) -> Workload? {
        Workload("prompts", .exactly(prompts.train.count + prompts.test.count))
    }

    /// Reads the sources and draws from them; writes nothing.
    func draw(_ run: RunContext) throws -> (sources: [PromptCollection], split: PromptSplit) {
        let prompts = run.experiment.prompts
        let collection = try run.resolve(prompts.source).load()
        var generator = CounterBasedGenerator(experimentSeed: run.experiment.seed, stage: name, recordID: "split")
        guard let testSource = try prompts.testSource.map({ try run.resolve($0).load() }) else {
            return ([collection], try collection.split(train: prompts.train, test: prompts.test, using: &generator))
        }
        let split = try collection.split(
            train: prompts.train, test: prompts.test, of: testSource, using: &generator)
        return ([collection, testSource], split)
    }
}

extension RunDirectory {
    /// The prompts to train on and those to measure with.
    package func promptSplit() throws -> PromptSplit { try decode(from: PromptsStage.artifact) }
}
