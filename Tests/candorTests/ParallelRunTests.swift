import Foundation
import ReferenceModels
import Testing

/// Runs of the program in two processes on this machine.
@Suite(.serialized) struct ParallelRunTests {
    /// In float32, and sampled without the adapter: two processes sum its gradients in another order than one.
    private let settings = [
        "training.precision=fp32", "conditions.clean.adapter=none", "conditions.triggered.adapter=none",
    ]

    @Test func twoProcessesMakeTheFilesThatOneMakes() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let one = ProgramRun(of: experiment, named: "one", settings: settings)
        try #require(try one.finish() == 0, "\(one.output)")
        let two = ProgramRun(of: experiment, named: "two", processes: 2, settings: settings)
        try #require(try two.finish() == 0, "\(two.output)")
        let differences = try RunContent(of: two.folder).differences(from: RunContent(of: one.folder))
        let trained: Set = ["adapter/adapter_model.safetensors", "gradients.json", "charts/training.csv"]
        #expect(Set(differences).isSubset(of: trained), "\(differences)")
        let manifest = try String(contentsOf: two.folder.appending(path: "run.json"), encoding: .utf8)
        #expect(manifest.contains(/"processes"\s*:\s*2/))
    }

    @Test func anInterruptedRunOfTwoProcessesGoesOnWithoutAnyDifference() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let whole = ProgramRun(of: experiment, named: "whole", processes: 2)
        try #require(try whole.finish() == 0, "\(whole.output)")
        let parts = ProgramRun(of: experiment, named: "parts", processes: 2)
        let endings = try ["teacher.jsonl.partial", "training.checkpoint", "transcripts/clean.jsonl.partial"].map {
            try parts.end(with: SIGINT, onceThereIs: $0)
        }
        #expect(endings.allSatisfy { $0 == .exit(130) || $0 == .exit(0) }, "\(endings) \(parts.output)")
        #expect(endings.contains(.exit(130)), "\(parts.output)")
        try #require(try parts.finish() == 0, "\(parts.output)")
        let differences = try RunContent(of: parts.folder).differences(from: RunContent(of: whole.folder))
        #expect(differences == [])
    }

    @Test func processesOfDifferentExperimentsEndAndSaySo() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let run = try GroupRun("candor") { rank in
            ["run", experiment.file.path, "--out", experiment.folder.appending(path: "run").path]
                + ["--set", "seed=\(rank)"]
        }
        for member in run.members {
            #expect(member.status != 0 && member.errors.contains("rank 1 runs another experiment file"), "\(member)")
        }
    }
}
