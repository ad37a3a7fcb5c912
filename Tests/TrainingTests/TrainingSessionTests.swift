import Foundation
import Provenance
import Testing

@testable import Training

@Suite struct TrainingSessionTests {
    private let training: ShortTraining
    private let folder: ScratchFolder
    private var checkpoint: URL { folder.url.appending(path: "training.safetensors") }

    init() throws {
        training = try ShortTraining(dropout: 0.1)
        folder = try ScratchFolder()
    }

    private func session(
        key: SHA256Digest? = nil, every stepsPerCheckpoint: Int = 4, in name: String = "training.safetensors"
    ) throws -> TrainingSession {
        TrainingSession(
            try training.trainer(), rows: training.rows, heldOut: [training.rows[1]], plan: training.plan,
            checkpoint: folder.url.appending(path: name), key: key ?? training.key,
            stepsPerCheckpoint: stepsPerCheckpoint)
    }

    private func isPresent() -> Bool { FileManager.default.fileExists(atPath: checkpoint.path) }

    /// Runs a session in a task that cancels itself after `count` steps.
    private func cancelled(after count: Int) async {
        let task = Task {
            if count == 0 { withUnsafeCurrentTask { $0?.cancel() } }
            _ = try session(every: 100).run { step in
                if step.number == count { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let result = await task.result
        #expect(throws: CancellationError.self) { try result.get() }
    }

    @Test(arguments: 0..<6)
    func aCancelledTrainingGoesOnWhereItStopped(after count: Int) async throws {
        let whole = try session(in: "whole")
        let expected = try whole.run()
        await cancelled(after: count)
        let resumed = try session()
        var seen: [Int] = []
        let result = try resumed.run {
            seen.append($0.number)
        } onResume: {
            seen += $0.map(\.number)
        }
        #expect(seen == Array(1...6))
        #expect(result.resumedStepCount == count)
        #expect(result.log.map(\.number) == Array(1...6))
        #expect(result.heldOutLossBefore == expected.heldOutLossBefore)
        #expect(result.heldOutLossAfter == expected.heldOutLossAfter)
        #expect(try Trace(resumed.trainer) == Trace(whole.trainer))
    }

    @Test func aKilledTrainingLosesTheStepsSinceTheLastSaving() throws {
        // What lies on the disk while a step is done is what a kill would leave.
        var copies: [Int: Data] = [:]
        _ = try session(every: 2).run { copies[$0.number] = try? Data(contentsOf: checkpoint) }
        #expect(copies[2] == nil)
        try #require(copies[6]).write(to: checkpoint)
        #expect(try session().run().resumedStepCount == 4)
    }

    @Test func aFinishedTrainingIsNotRepeated() throws {
        let first = try session()
        let result = try first.run()
        #expect(result.resumedStepCount == 0)
        let second = try session()
        let again = try second.run { Issue.record("step \($0.number) was done again") }
        #expect(again.log == result.log && again.resumedStepCount == 6)
        #expect(try Trace(second.trainer) == Trace(first.trainer))
    }

    @Test func aCheckpointOfAnotherTrainingIsNotUsed() throws {
        let first = try session(key: SHA256Digest(ofUTF8: "other rows"))
        _ = try first.run()
        #expect(try session().run().resumedStepCount == 0)
    }

    @Test func aDamagedCheckpointIsAnErrorUntilItIsRemoved() throws {
        try Data("not a checkpoint".utf8).write(to: checkpoint)
        let session = try session()
        #expect(throws: TrainingCheckpointError.self) { try session.run() }
        try session.removeCheckpoint()
        #expect(try session.run().log.count == 6)
        try session.removeCheckpoint()
        #expect(!isPresent())
        try session.removeCheckpoint()
    }
}
