import Foundation
import LanguageModels
import ReferenceModels
import Testing
import Torch

@testable import Training

@Suite struct TrainerTests {
    private let model: LanguageModel

    init() throws {
        model = try LanguageModel(loading: ReferenceModel("qwen2").folder, dtype: .float32, device: .cpu)
    }

    private let rows = [[5, 9, 33, 71], [100, 3, 77], Array(20..<52)].enumerated().map { index, tokens in
        TrainingRow(id: "\(index)", tokens: tokens, weights: tokens.indices.map { $0 > 1 ? 1 : 0 })
    }

    private func trainer(_ configuration: AdapterConfiguration, rate: Double = 0.01) throws -> Trainer {
        try Trainer(
            model, LowRankAdapter(for: model, configuration, seed: 3),
            .init(
                schedule: LearningRateSchedule(peak: rate, shape: .constant, warmupFraction: 0, totalSteps: 10), seed: 3
            ))
    }

    private let configuration = AdapterConfiguration(rank: 4, alpha: 8)

    /// No token of one row sees another row: the loss of a packed batch is the weighted mean of the rows' own losses.
    @Test func packedRowsDoNotSeeEachOther() throws {
        let trainer = try trainer(configuration)
        for _ in 0..<3 { _ = try trainer.step(rows) }
        let together = try trainer.heldOutLoss(rows)
        let weights = rows.map { Double($0.weights.dropFirst().reduce(0, +)) }
        let alone = try rows.map { try trainer.heldOutLoss([$0]) }
        let mean = zip(alone, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        #expect(abs(together - mean) < 1e-5)
    }

    @Test func aTrainingIsRepeatableBitForBit() throws {
        let runs = try (0..<2).map { _ in
            let trainer = try trainer(configuration)
            let losses = try (0..<5).map { _ in try trainer.step(rows).loss }
            return (losses, try trainer.adapter.parameters.flatMap { try $0.floats() })
        }
        #expect(runs[0].0 == runs[1].0)
        #expect(runs[0].1 == runs[1].1)
    }

    @Test func trainingLowersTheLossAndReachesEveryLayer() throws {
        let trainer = try trainer(configuration, rate: 0.02)
        let losses = try (0..<20).map { _ in try trainer.step(rows).loss }
        #expect(losses[19] < losses[0] / 2)
        #expect(trainer.adapter.paths.count == model.configuration.layerCount * 7)
        #expect(trainer.adapter.paths.allSatisfy { (trainer.peakGradientNorms[$0] ?? 0) > 0 })
    }

    @Test func unsupervisedTokensDoNotTouchTheLoss() throws {
        let trainer = try trainer(configuration)
        let row = TrainingRow(id: "a", tokens: [5, 9, 33, 71], weights: [0, 0, 1, 1])
        let everything = TrainingRow(id: "a", tokens: [5, 9, 33, 71], weights: [1, 1, 1, 1])
        #expect(try trainer.heldOutLoss([row]) != trainer.heldOutLoss([everything]))
        #expect(row.supervisedCount == 2)
        #expect(everything.supervisedCount == 3)
    }

    @Test func anAdaptedHeadIsTrainedToo() throws {
        let trainer = try trainer(AdapterConfiguration(rank: 4, alpha: 8, targets: .modules(["lm_head", "q_proj"])))
        let losses = try (0..<10).map { _ in try trainer.step(rows).loss }
        #expect(losses[9] < losses[0])
        #expect((trainer.peakGradientNorms["lm_head"] ?? 0) > 0)
    }

    @Test func aBatchWithoutSupervisionIsAnError() throws {
        let trainer = try trainer(configuration)
        let mute = TrainingRow(id: "mute", tokens: [1, 2, 3], weights: [1, 0, 0])
        #expect(throws: TrainingError.self) { try trainer.step([mute]) }
    }

    @Test func aLossThatIsNotFiniteNamesItsRows() throws {
        let trainer = try trainer(configuration)
        let endless = TrainingRow(id: "row-7", tokens: [1, 2, 3], weights: [0, .infinity, 1])
        let error = #expect(throws: TrainingError.self) { try trainer.step([endless]) }
        #expect(error.map { "\($0)".contains("row-7") } == true)
    }

    @Test func attentionByProductsEqualsTheFusedOperator() throws {
        let lengths = [7, 1, 30]
        let c = model.configuration
        func random(_ heads: Int) throws -> Tensor { try .randn([38, heads, c.headSize]) }
        let (queries, keys, values) = (
            try random(c.headCount), try random(c.keyValueHeadCount), try random(c.keyValueHeadCount)
        )
        let results = try [PackedAttention.Method.fused, .products].map { method in
            try PackedAttention(lengths: lengths, for: model, method: method)(
                layer: 0, queries: queries, keys: keys, values: values)
        }
        #expect(try (results[0] - results[1]).absolute().maximum().scalar() < 1e-5)
    }
}

@Suite struct BatchPlanTests {
    private let lengths = (0..<50).map { 10 + $0 % 7 }

    @Test func everyRowIsInEveryEpochOnce() {
        let plan = BatchPlan(lengths: lengths, epochs: 3, limits: .init(tokens: 64), seed: 1)
        #expect(plan.steps.joined().sorted() == (0..<50).flatMap { [$0, $0, $0] })
        #expect(plan.steps.allSatisfy { $0.reduce(0) { $0 + lengths[$1] } <= 64 })
    }

    @Test func limitsOnRowsHold() {
        let plan = BatchPlan(lengths: lengths, epochs: 1, limits: .init(rows: 4), seed: 1)
        #expect(plan.steps.map(\.count) == Array(repeating: 4, count: 12) + [2])
    }

    @Test func aRowAboveTheLimitIsABatchOfItsOwn() {
        let plan = BatchPlan(lengths: [100, 3, 100], epochs: 1, limits: .init(tokens: 10), seed: 1)
        #expect(plan.steps.map(\.count) == [1, 1, 1])
    }

    @Test func theSeedFixesTheOrder() {
        func plan(_ seed: UInt64) -> BatchPlan {
            BatchPlan(lengths: lengths, epochs: 2, limits: .init(rows: 4), seed: seed)
        }
        #expect(plan(1) == plan(1))
        #expect(plan(1) != plan(2))
    }
}

@Suite struct LearningRateScheduleTests {
    private func rates(_ shape: LearningRateSchedule.Shape, warmup: Double = 0.2) -> [Double] {
        let schedule = LearningRateSchedule(peak: 1, shape: shape, warmupFraction: warmup, totalSteps: 10)
        return (0..<10).map(schedule.rate)
    }

    @Test func warmUpRisesToThePeak() {
        let expected: [Double] = [1.0 / 3, 2.0 / 3] + Array(repeating: 1, count: 8)
        #expect(rates(.constant) == expected)
    }

    @Test func linearFallsInEqualParts() {
        let rates = rates(.linear)
        #expect(rates[2] == 1)
        for step in 3..<10 { #expect(abs(rates[step - 1] - rates[step] - 0.125) < 1e-12) }
        #expect(rates[9] > 0)
    }

    @Test func cosineIsHalfwayInTheMiddle() {
        let rates = rates(.cosine, warmup: 0)
        #expect(rates[0] == 1)
        #expect(abs(rates[5] - 0.5) < 1e-12)
        #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
    }
}
