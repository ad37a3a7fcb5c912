import Foundation
import LanguageModels
import ModelFiles
import Provenance
import Testing
import Torch

@testable import Training

@Suite struct TrainingCheckpointTests {
    private let folder = Result { try ScratchFolder() }

    private func file(_ name: String = "training.safetensors") throws -> URL {
        try folder.get().url.appending(path: name)
    }

    @Test(arguments: [DType.float32, .bfloat16], [0, 0.1])
    func goingOnAfterAnyStepIsBitIdentical(_ dtype: DType, dropout: Double) throws {
        let training = try ShortTraining(dtype, dropout: dropout)
        let whole = try training.trainer()
        let count = training.plan.steps.count
        for step in 0..<count {
            try whole.checkpoint(key: training.key, heldOutLossBefore: 1).write(to: file("\(step)"))
            try whole.step(training.batch(step))
        }
        let expected = try Trace(whole)
        for start in 0..<count {
            let resumed = try training.trainer(adapterSeed: 99)
            try resumed.restore(TrainingCheckpoint(reading: file("\(start)")))
            for step in start..<count { try resumed.step(training.batch(step)) }
            #expect(try Trace(resumed) == expected, "after step \(start)")
        }
    }

    @Test func everythingIsReadAsItWasWritten() throws {
        let training = try ShortTraining()
        let trainer = try training.trainer()
        for step in 0..<3 { try trainer.step(training.batch(step)) }
        let written = try trainer.checkpoint(key: training.key, heldOutLossBefore: 0.1 + 0.2)
        try written.write(to: file())
        let read = try TrainingCheckpoint(reading: file())
        #expect(read.key == training.key)
        #expect(read.heldOutLossBefore == 0.1 + 0.2)
        #expect(read.log == written.log && read.log.map(\.number) == [1, 2, 3])
        #expect(read.peakGradientNorms == written.peakGradientNorms && !read.peakGradientNorms.isEmpty)
        #expect(read.tensors.count == trainer.adapter.parameters.count * 3)
        #expect(try SafetensorsFile(file()).metadata["steps"] == "3")
    }

    /// AdamW's first step moves each parameter by about the learning rate, because the bias of its moments is corrected.
    @Test func theStepCountOfTheOptimizerMatters() throws {
        let training = try ShortTraining()
        let first = try training.trainer()
        for step in 0..<3 { try first.step(training.batch(step)) }
        let checkpoint = try first.checkpoint(key: training.key, heldOutLossBefore: 0)
        let traces = try [true, false].map { counts in
            let trainer = try training.trainer()
            try trainer.restore(checkpoint)
            if !counts { try trainer.optimizer.setStepCount(0) }
            try trainer.step(training.batch(3))
            return try Trace(trainer)
        }
        #expect(traces[0].adapter != traces[1].adapter)
    }

    @Test func aCheckpointDoesNotChangeWithItsTrainer() throws {
        let training = try ShortTraining()
        let trainer = try training.trainer()
        try trainer.step(training.batch(0))
        let before = try Trace(trainer)
        let checkpoint = try trainer.checkpoint(key: training.key, heldOutLossBefore: 0)
        try trainer.step(training.batch(1))
        try trainer.restore(checkpoint)
        #expect(try Trace(trainer) == before)
    }

    @Test func dropoutFollowsTheSeed() throws {
        var training = try ShortTraining(dropout: 0.1)
        func firstLoss() throws -> Double {
            let trainer = try training.trainer()
            // The first update of the adapter is zero, so dropout shows from the second step on.
            try trainer.step(training.batch(0))
            return try trainer.step(training.batch(1)).loss
        }
        let loss = try firstLoss()
        #expect(try firstLoss() == loss)
        training.seed += 1
        #expect(try firstLoss() != loss)
    }

    @Test func heldOutRowsSeeNoDropout() throws {
        let training = try ShortTraining(dropout: 0.5)
        let trainer = try training.trainer()
        for step in 0..<2 { try trainer.step(training.batch(step)) }
        let losses = try (0..<3).map { _ in try trainer.heldOutLoss(training.rows) }
        #expect(Set(losses).count == 1)
    }

    @Test func everyDamageIsAnError() throws {
        let training = try ShortTraining()
        let trainer = try training.trainer(targets: .modules(["q_proj"]))
        try trainer.step(training.batch(0))
        try trainer.checkpoint(key: training.key, heldOutLossBefore: 2).write(to: file())
        let bytes = try Data(contentsOf: file())
        func error(_ damaged: Data) throws -> TrainingCheckpointError? {
            try damaged.write(to: file("damaged"))
            return #expect(throws: TrainingCheckpointError.self) { try TrainingCheckpoint(reading: file("damaged")) }
        }
        for offset in stride(from: 0, to: bytes.count, by: 61) {
            var damaged = bytes
            damaged[offset] ^= 0x11
            #expect(try error(damaged) != nil, "byte \(offset) of \(bytes.count)")
        }
        for length in stride(from: 0, to: bytes.count, by: 509) {
            guard case .damaged = try error(bytes.prefix(length)) else {
                Issue.record("cut to \(length) of \(bytes.count) bytes")
                continue
            }
        }
        #expect(throws: TrainingCheckpointError.self) { try TrainingCheckpoint(reading: file("missing")) }
    }

    @Test func anotherSafetensorsFileIsForeign() throws {
        try SafetensorsWriter.write([], to: file()) { _, _ in }
        let file = try file()
        #expect(throws: TrainingCheckpointError.foreign(file: file.path)) { try TrainingCheckpoint(reading: file) }
    }

    @Test func aCheckpointOfAnotherAdapterChangesNothing() throws {
        let training = try ShortTraining()
        let other = try training.trainer(targets: .modules(["q_proj"]))
        let trainer = try training.trainer()
        let before = try Trace(trainer)
        let checkpoint = try other.checkpoint(key: training.key, heldOutLossBefore: 0)
        #expect(throws: TrainingCheckpointError.ofAnotherAdapter) { try trainer.restore(checkpoint) }
        #expect(try Trace(trainer) == before)
    }
}
