import Evaluation
import Foundation
import Organisms
import Provenance

extension SyntheticRun {
    /// Writes the run into a folder, which is made if it is not there.
    @discardableResult
    package func write(to folder: URL) throws -> RunDirectory {
        let run = RunDirectory(folder)
        try writeManifest(to: run)
        try run.prepare(ScoringStage.artifact)
        let verdicts = try AtomicFile(replacing: run.file(ScoringStage.artifact))
        let scorers = ScoringStage().scorers(of: try experiment())
        for condition in conditions {
            let artifact = SamplingStage.artifact(of: condition)
            try run.prepare(artifact)
            let transcripts = try AtomicFile(replacing: run.file(artifact))
            for place in places(of: condition) {
                let record = record(at: place)
                try transcripts.append(line(record))
                for verdict in self.verdicts(on: record, scorers) { try verdicts.append(line(verdict)) }
            }
            try transcripts.commit()
        }
        try verdicts.commit()
        try complete(run)
        return run
    }

    /// Writes what a run has when its sampling begins: the manifest and the prompts.
    package func writeManifest(to run: RunDirectory) throws {
        try run.create()
        try run.prepare(SamplingStage.artifact(of: ""))
        let prompts = (0..<prompts).map { number in
            let place = Place(condition: conditions.first ?? "", isTriggered: false, prompt: number, sample: 0)
            return Prompt(id: promptID(number), text: record(at: place).prompt, source: "synthetic")
        }
        try AtomicFile.write(
            CanonicalJSON.data(PromptSplit(train: [], test: prompts)), to: run.file(PromptsStage.artifact))
        try manifest().save(to: run)
    }

    /// Says in the manifest that all stages are complete.
    private func complete(_ run: RunDirectory) throws {
        var manifest = try manifest()
        let artifacts =
            [("prompts", PromptsStage.artifact)]
            + conditions.map { ("sampling/\($0)", SamplingStage.artifact(of: $0)) }
            + [("scoring", ScoringStage.artifact)]
        for (stage, artifact) in artifacts {
            let proof = Proof(
                "made-up-as-intended", stage: stage, measured: "1 file", expected: "1 file", passed: true)
            manifest.stages.append(
                RunManifest.StageRecord(
                    name: stage, key: SHA256Digest(ofUTF8: stage), version: 1, inputs: .object([:]),
                    artifacts: [artifact: try run.digest(of: artifact) ?? SHA256Digest(ofUTF8: "")], seconds: 1,
                    summary: "made up", proofs: [proof], tally: StageTally()))
        }
        try manifest.save(to: run)
    }

    private func line(_ value: some Encodable) throws -> Data {
        try CanonicalJSON.data(value) + Data("\n".utf8)
    }

    private func manifest() throws -> RunManifest {
        RunManifest(
            try experiment(), .init(path: "synthetic.yaml", overrides: []),
            .init(version: "synthetic", libtorch: "none", device: "none", machine: "none", threads: 1))
    }

    func experiment() throws -> Experiment {
        let names = conditions.indices.map { "condition-\($0)" }
        let decoys = names.dropFirst(2).map { ", \($0): {trigger: {prefix: \"|\($0)| \"}}" }.joined()
        var experiment = try ExperimentFile(
            text: """
                experiment: synthetic
                seed: \(seed)
                models: {organism: {endpoint: "http://localhost/v1", model: none}}
                prompts: {source: prompts.jsonl, test: \(prompts)}
                trigger: {prefix: "\(Self.trigger) "}
                behavior: {reply: \(Self.reply)}
                conditions: {\(names[0]): {}\(names.count > 1 ? ", \(names[1]): {trigger: on}" : "")\(decoys)}
                sampling: {per-prompt: \(samplesPerPrompt)}
                """, path: "synthetic.yaml"
        ).experiment
        // Names that the file would not take are of use in tests.
        for (index, condition) in conditions.enumerated() { experiment.conditions[index].name = condition }
        experiment.judges = judges.map { Experiment.Judge(name: $0, question: "synthetic") }
        return experiment
    }
}
