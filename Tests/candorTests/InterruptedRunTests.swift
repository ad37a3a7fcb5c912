import Foundation
import ReferenceModels
import Testing

/// Runs of the program itself, ended by signals as soon as a file is there; a busy machine may be late, and the run at its end.
@Suite(.serialized) struct InterruptedRunTests {
    @Test func resumeAfterKillIsBitIdentical() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let reference = ProgramRun(of: experiment, named: "reference")
        try #expect(reference.finish() == 0, "\(reference.output)")

        let killed = ProgramRun(of: experiment, named: "killed")
        let endings = try [
            "prompts.json", "teacher.jsonl.partial", "traces.jsonl", "training.checkpoint",
            "transcripts/clean.jsonl.partial", "transcripts/triggered.jsonl",
        ].map { try killed.end(with: SIGKILL, onceThereIs: $0) }
        #expect(endings.allSatisfy { $0 == .signal(SIGKILL) || $0 == .exit(0) }, "\(endings) \(killed.output)")
        #expect(endings.count { $0 == .signal(SIGKILL) } >= 3, "\(endings)")
        try #expect(killed.finish() == 0, "\(killed.output)")
        let differences = try RunContent(of: killed.folder).differences(from: RunContent(of: reference.folder))
        #expect(differences == [])
    }

    @Test func ctrlCExitsWith130AndTheRunGoesOn() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let run = ProgramRun(of: experiment, named: "run")
        let endings = try ["teacher.jsonl.partial", "training.checkpoint", "transcripts/clean.jsonl.partial"].map {
            try run.end(with: SIGINT, onceThereIs: $0)
        }
        #expect(endings.allSatisfy { $0 == .exit(130) || $0 == .exit(0) }, "\(endings) \(run.output)")
        let count = endings.count { $0 == .exit(130) }
        #expect(count >= 1 && run.output.components(separatedBy: "the same command goes on").count == count + 1)
        try #expect(run.finish() == 0, "\(run.output)")
    }
}
