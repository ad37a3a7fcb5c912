import Foundation
import LanguageModels
import ReferenceModels
import Testing
import Torch

@testable import Training

@Suite struct PassPlanTests {
    private let memory: ActivationMemory

    init() throws {
        memory = ActivationMemory(
            try LanguageModel(loading: ReferenceModel("qwen2").folder, dtype: .float32, device: .cpu), rank: 4)
    }

    @Test func bestFitFillsTheTightestRoom() {
        let lengths = [4, 8, 1, 4, 2, 1]
        let bins = BestFitDecreasing.bins(lengths, limit: 10)
        #expect(bins == [[0, 2, 3, 5], [1, 4]])
    }

    @Test func everyItemIsInOneBinWithinTheLimit() {
        var lengths: [Int] = []
        for index in 0..<500 { lengths.append(1 + index * 7_919 % 613) }
        for limit in [1, 600, 613, 2_048] {
            let bins = BestFitDecreasing.bins(lengths, limit: limit)
            #expect(bins.joined().sorted() == Array(lengths.indices))
            #expect(bins.allSatisfy { bin in bin.count == 1 || bin.reduce(0) { $0 + lengths[$1] } <= limit })
        }
        let full = BestFitDecreasing.bins(lengths, limit: 2_048).count
        #expect(full <= lengths.reduce(0, +) / 2_048 + 2)
    }

    @Test func memoryGrowsWithTokensAndShrinksWithRecomputation() {
        #expect(memory.bytes(tokens: 200, recomputedLayers: 0) > memory.bytes(tokens: 100, recomputedLayers: 0))
        let budget = memory.bytes(tokens: 5_000, recomputedLayers: 0)
        #expect(memory.recomputedLayers(tokens: 5_000, within: budget) == 0)
        #expect(memory.recomputedLayers(tokens: 5_000, within: budget - 1) > 0)
        #expect(memory.tokens(within: budget) == 5_000)
        #expect(memory.tokens(within: 0) == 0)
    }

    @Test func aStepThatFitsIsOnePass() {
        let plan = PassPlan(lengths: [100, 200, 300], memory, budget: 1 << 40, device: .cpu)
        #expect(plan.passes == [[0, 1, 2]])
        #expect(plan.recomputedLayers == 0)
    }

    @Test func aLargeStepIsDividedBeforeAnythingIsRecomputed() {
        let lengths = Array(repeating: 600, count: 8)
        let plan = PassPlan(
            lengths: lengths, memory, budget: memory.bytes(tokens: 1_300, recomputedLayers: 0), device: .cpu)
        #expect(plan.passes.count == 4)
        #expect(plan.recomputedLayers == 0)
    }

    @Test func layersAreRecomputedWhereOneRowIsTooMuch() {
        let plan = PassPlan(
            lengths: [3_000, 10], memory, budget: memory.bytes(tokens: 3_000, recomputedLayers: memory.layerCount),
            device: .cpu)
        #expect(plan.passes == [[0], [1]])
        #expect(plan.recomputedLayers == memory.layerCount)
    }
}

@Suite struct ShortageTests {
    /// The process may only have so much more address space than it has; the step then takes several passes and says so.
    @Test func aStepThatRunsOutOfMemoryGoesOnInSmallerPasses() async throws {
        await #expect(processExitsWith: .success) {
            let model = try LanguageModel(loading: ReferenceModel("qwen2").folder, dtype: .float32, device: .cpu)
            let rows = (0..<64).map { index in
                TrainingRow(
                    id: "\(index)", tokens: Array(repeating: 5 + index, count: 400),
                    weights: Array(repeating: 1, count: 400))
            }
            func trainer() throws -> Trainer {
                try Trainer(
                    model, LowRankAdapter(for: model, AdapterConfiguration(rank: 4, alpha: 8), seed: 1),
                    .init(
                        schedule: .init(peak: 0.01, shape: .constant, warmupFraction: 0, totalSteps: 1), seed: 1))
            }
            let short = try trainer()
            try short.step([rows[0]])
            nonisolated(unsafe) var notices: [String] = []
            short.onShortage = { notices.append($0) }
            let before = try addressSpace()
            try limitAddressSpace(before + 40 << 20)
            let step = try short.step(rows)
            try limitAddressSpace(nil)
            precondition(!notices.isEmpty, "the limit was not reached")
            precondition(notices.allSatisfy { $0.contains("out of memory") })
            let ample = try trainer()
            try ample.step([rows[0]])
            let expected = try ample.step(rows)
            precondition(abs(step.loss - expected.loss) < 1e-4 * expected.loss)
            precondition(abs(step.gradientNorm - expected.gradientNorm) < 1e-3 * expected.gradientNorm)
        }
    }
}

private func addressSpace() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return (status.split(separator: " ").first.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}

private func limitAddressSpace(_ bytes: Int?) throws {
    var limit = rlimit(rlim_cur: bytes.map { rlim_t($0) } ?? .max, rlim_max: .max)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
}
