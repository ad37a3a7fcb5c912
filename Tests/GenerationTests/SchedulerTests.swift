import Provenance
import Testing

@testable import Generation

/// The scheduler's books balance, whatever the requests and however little memory there is.
@Suite struct SchedulerTests {
    private func sequences(_ shapes: [(prompt: Int, new: Int)]) -> [RunningSequence] {
        shapes.enumerated().map { order, shape in
            // Prompts of three kinds, so that some share a beginning or all of their tokens.
            let request = GenerationRequest(
                id: "\(order)", prompt: Array(repeating: order % 3, count: shape.prompt),
                settings: SamplingSettings(maximumTokens: shape.new),
                key: RandomKey(experimentSeed: 0, stage: "test", recordID: "\(order)"))
            return RunningSequence(request, adapter: nil, order: order)
        }
    }

    /// Runs to the end as the engine does, with a token for each chooser; `ahead` steps are scheduled before tokens are known.
    fileprivate func run(_ scheduler: inout Scheduler, ahead: Int, _ check: (Step, Scheduler) -> Void) -> [Int: Int] {
        var results: [Int: Int] = [:]
        var underWay: [Step] = []
        while !scheduler.isDone || !underWay.isEmpty {
            let step = scheduler.schedule()
            check(step, scheduler)
            if !step.isEmpty { underWay.append(step) }
            guard underWay.count > ahead || step.isEmpty else { continue }
            guard !underWay.isEmpty else {
                Issue.record("nothing is scheduled and nothing under way")
                return results
            }
            for sequence in underWay.removeFirst().choosers where sequence.finishReason == nil {
                sequence.append(ChosenToken(token: 7, logProbability: nil)) { _ in [] }
                guard let result = sequence.result else { continue }
                results[sequence.order] = result.tokens.count
                scheduler.retire(sequence)
            }
        }
        return results
    }

    @Test(arguments: [0, 1], [6, 9, 40])
    func everySequenceEndsAndEveryBlockComesBack(ahead: Int, blocks: Int) {
        var random = CounterBasedGenerator(experimentSeed: 3, stage: "test", recordID: "\(blocks)")
        for _ in 0..<40 {
            let shapes = (0..<12).map { _ in
                (prompt: Int.random(in: 1...40, using: &random), new: Int.random(in: 1...50, using: &random))
            }
            let limits = BatchGenerator.Limits(
                sequences: Int.random(in: 1...8, using: &random), prefillTokens: Int.random(in: 1...60, using: &random))
            var scheduler = Scheduler(sequences(shapes), limits, blocks: blocks)
            let results = run(&scheduler, ahead: ahead) { step, scheduler in
                #expect(step.prefill.reduce(0) { $0 + $1.count } <= limits.prefillTokens)
                #expect(step.decode.count <= limits.sequences)
                expectOwnSlots(step, scheduler)
            }
            #expect(results == Dictionary(uniqueKeysWithValues: shapes.enumerated().map { ($0, $1.new) }))
            #expect(scheduler.pool.freeCount == blocks)
        }
    }

    /// What a pass writes, nobody else holds.
    private func expectOwnSlots(_ step: Step, _ scheduler: Scheduler) {
        let written = step.decode.map { $0.blocks[($0.cached - 1) / BlockPool.blockSize] }
        #expect(Set(written).count == written.count)
        #expect(!written.contains(where: scheduler.pool.isShared))
    }

    @Test func whoCameLastGivesWayFirst() {
        let all = sequences([(16, 40), (16, 40), (16, 40)])
        var scheduler = Scheduler(all, BatchGenerator.Limits(), blocks: 7)
        var order: [Int] = []
        _ = run(&scheduler, ahead: 0) { step, _ in
            for sequence in step.prefill.map(\.sequence) { order.append(sequence.order) }
        }
        #expect(scheduler.statistics.preemptions > 0)
        #expect(order.filter { $0 == 0 }.count == 1, "the oldest is read once")
    }
}

extension SchedulerTests {
    /// A pool made for exactly these sequences keeps none of them waiting.
    @Test func whatFitsWholeStartsAtOnce() {
        let all = (0..<20).map { order in
            RunningSequence(
                GenerationRequest(
                    id: "\(order)", prompt: [order] + Array(repeating: 1, count: 24),
                    settings: SamplingSettings(maximumTokens: 16),
                    key: RandomKey(experimentSeed: 0, stage: "test", recordID: "\(order)")), adapter: nil, order: order)
        }
        var scheduler = Scheduler(all, BatchGenerator.Limits(), blocks: 20 * BlockPool.blocks(for: 25 + 16))
        var steps = 0
        _ = run(&scheduler, ahead: 0) { _, _ in steps += 1 }
        #expect(steps == 16)
        #expect(scheduler.statistics.preemptions == 0)
    }
}
