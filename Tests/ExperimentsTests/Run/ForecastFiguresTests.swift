import Endpoints
import Evaluation
import Foundation
import Testing

@testable import Experiments
@testable import LanguageModels

/// The arithmetic of forecasts, by examples that were computed by hand.
@Suite struct ForecastFiguresTests {
    /// One small layer and a vocabulary of 30.
    private let size = ModelSize(
        configuration: DecoderConfiguration(
            architecture: .llama, vocabularySize: 30, hiddenSize: 8, intermediateSize: 18, layerCount: 1, headCount: 4,
            keyValueHeadCount: 2, headSize: 2, normEpsilon: 1e-5, ropeTheta: 10_000, ropeScaling: .none,
            tiesEmbeddings: true, hasQueryKeyValueBias: false, hasOutputBias: false, hasFeedForwardBias: false,
            hasQueryKeyNorm: false, maximumPositions: 100), parameterCount: 1_000)

    @Test func amountsAddUpAsFarAsTheyAreKnown() {
        let known = Amount(expected: 3, atMost: 5)
        #expect([known, .exactly(2)].sum == Amount(expected: 5, atMost: 7))
        #expect([known, .atMost(4)].sum == .atMost(9))
        #expect(known.scaled(by: 0.5) == Amount(expected: 2, atMost: 3))
        #expect(Amount(expected: 9, atMost: 5) == .exactly(5))
    }

    @Test func timeIsOperationsOverSpeed() {
        // Products: 8·2·(2·4 + 2·2) + 3·8·18 + 30·8 = 192 + 432 + 240 = 864 a token.
        #expect(size.configuration.multipliedParameterCount == 864)
        let speed = MachineResources.Speed(
            operationsPerSecond: 864, bytesPerParameter: 2, bytesPerSecond: 1_000...4_000)
        var work = Workload("samples", .exactly(10))
        work.completionTokens = Amount(expected: 50, atMost: 100)
        var asking = Workload.Computation(model: "m", kind: .asking, prefilledTokens: 40)
        asking.passes = 10
        // Two operations for each of 40 + 50 tokens at half the speed, and half of 10 · 2,000 bytes;
        // of 40 + 100 at a fifth, and all the bytes.
        let time = StageClock.time(of: work, asking, size, speed)
        let (low, high) = (180 / 0.5 + 10_000 / 4_000.0, 280 / 0.2 + 20_000 / 1_000.0)
        #expect(abs(time.low - low) < 1e-9)
        #expect(abs(time.high - high) < 1e-9)
        #expect(time.basis == .arithmetic)

        // Four operations for each token that is trained on.
        var training = Workload("steps", .exactly(10))
        training.trainedTokens = .exactly(100)
        let trained = StageClock.time(of: training, .init(model: "m", kind: .training), size, speed)
        #expect(abs(trained.low - 800) < 1e-9)
        #expect(abs(trained.high - 2_000) < 1e-9)
    }

    @Test func memoryIsThatOfWeightsCacheAndOptimizer() {
        let model = LoadedModel(size: size, bytesPerParameter: 2)
        let adapter = AdapterConfiguration(rank: 2, alpha: 4, targets: .modules(["q_proj", "down_proj"]))
        let computations = [
            (Workload.Computation(model: "m", kind: .training, longest: 7, probes: 2), model),
            (Workload.Computation(model: "m", kind: .askingMerged, sequences: 3, longest: 20), model),
            (Workload.Computation(model: "m", kind: .asking, sequences: 2, longest: 20), model),
        ]
        let memory = MemoryForecast(computations, adapter: adapter, available: 400_009_000)
        #expect(memory.weights == 2_000)
        // q with k and v: 8 · (8 + 4 + 4); down: 18 · 8.
        #expect(memory.mergedCopy == 2 * 272)
        // Three sequences of 20 tokens with keys and values of 1 · 2 · 2 numbers, and 30 logits in both formats.
        #expect(memory.cache == 3 * (320 + 180))
        // q: 2 · (8 + 8); down: 2 · (18 + 8); four numbers of four bytes each.
        #expect(memory.adapterParameters == 84)
        #expect(memory.optimizer == 84 * 16)
        #expect(memory.activations == 7 * (80 + 90) * 2)
        #expect(memory.proofs == 6 * 4 * 2 * 30)
        // The backward pass takes the most: 1.8 · (1,344 + 2,380).
        #expect(memory.peak == 400_008_703)
        #expect(memory.fits)
        let small = MemoryForecast(computations, adapter: adapter, available: 400_008_000)
        #expect(!small.fits)
        #expect(small.warning?.contains("0.4 GB") == true)
    }

    @Test func diskIsWarnedOfWhereItIsShort() {
        var work = Workload("samples", .exactly(10))
        work.promptTokens = .exactly(100)
        work.completionTokens = .atMost(200)
        let disk = DiskForecast([work], adapterParameters: 5, free: 26_000)
        #expect(disk.needed == 2 * 13_400 + 140)
        #expect(disk.warning != nil)
        #expect(DiskForecast([work], adapterParameters: 5, free: 27_000).warning == nil)
        #expect(DiskForecast([work], adapterParameters: 5, free: nil).warning == nil)
    }

    @Test(arguments: [
        // None of 100: Wilson's upper bound is 3.84 / 103.84.
        (ThresholdForecast.Bound.atMost, 0.0, 100, 0.036_99, false, Int?.none),
        (.atMost, 0.02, 100, 0.036_99, false, 189), (.atMost, 0.02, 189, 0.019_92, true, 189),
        (.atMost, 0.02, 188, 0.020_02, false, 189),
        (.atLeast, 0.98, 100, 0.963_01, false, 189), (.atLeast, 0.9, 100, 0.963_01, true, 35),
        (.atLeast, 1.0, 100, 0.963_01, false, nil),
    ])
    func thresholdsSayWhetherTheyCanBeShown(
        bound: ThresholdForecast.Bound, rate: Double, samples: Int, bestBound: Double, canBeShown: Bool, needed: Int?
    ) {
        let threshold = ThresholdForecast("behavior", "clean", bound, rate, samples: samples)
        #expect(abs(threshold.bestBound - bestBound) < 1e-5)
        #expect(threshold.canBeShown == canBeShown)
        #expect(threshold.samplesNeeded == needed)
    }

    @Test func contrastsShareTheLevelByHolm() throws {
        let text = """
            experiment: contrasts
            trigger: {prefix: "|GO| "}
            behavior: {reply: NEVER}
            prompts: {train: 4, test: 50}
            conditions:
              clean: {}
              triggered: {trigger: on}
              often: {trigger: on, sampling: {per-prompt: 3}}
            contrasts: [[triggered, clean], [often, clean]]
            """
        let experiment = try ExperimentFile(text: text, path: "contrasts.yaml").experiment
        let contrasts = ContrastForecast.all(experiment, prompts: 50)
        #expect(contrasts.map(\.confidence) == [0.975, 0.975])
        let once = DetectableEffect(above: 0.02, samples: 50, baselineSamples: 50, confidence: 0.975).difference
        let often = DetectableEffect(above: 0.02, samples: 150, baselineSamples: 50, confidence: 0.975).difference
        #expect(contrasts[0].effects.map(\.baseline) == [0.02, 0.5])
        #expect(contrasts[0].effects[0].difference == once)
        #expect(contrasts[0].effects[0].differenceIfPromptsAgree == once)
        #expect(contrasts[1].effects[0].difference == often)
        #expect(contrasts[1].effects[0].differenceIfPromptsAgree == once)
        #expect(try #require(often) < #require(once))
    }
}
