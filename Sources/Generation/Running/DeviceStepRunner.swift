import Kernels
import LanguageModels
import Torch

/// Chooses tokens on a CUDA device, where the next step finds them, so that the device never waits for the host.
///
/// Each size of batch that comes again and again is recorded once as a graph and replayed.
final class DeviceStepRunner: StepRunner {
    let cache: KeyValueCache
    let runsAhead = true
    private let pass: InferencePass
    private let device: Int
    /// The last token of the sequence in each seat; one more for rows that fill up a batch: int64, `[seats + 1]`.
    private let lastTokens: Tensor
    private let columns: Int
    private var batches: [Int: DecodeBatch] = [:]
    private let memory: CUDAGraphMemory

    /// - Parameters:
    ///   - seats: how many sequences run at once.
    ///   - positions: how many tokens a sequence can come to.
    init(_ pass: InferencePass, on device: Int, blocks: Int, seats: Int, positions: Int) throws {
        self.pass = pass
        self.device = device
        cache = try KeyValueCache(for: pass.model, blocks: blocks)
        lastTokens = try Tensor.zeros([seats + 1], .int64, on: pass.model.device)
        columns = BlockPool.blocks(for: positions)
        memory = try CUDAGraphMemory()
    }

    /// Whether the kernels that it needs compute this model.
    static func canRun(_ model: LanguageModel) -> Bool {
        let c = model.configuration
        return model.dtype == .bfloat16 && [64, 128].contains(c.headSize) && c.vocabularySize.isMultiple(of: 8)
            && c.headCount / c.keyValueHeadCount <= 16
    }

    func start(_ step: Step) throws -> StartedStep {
        try cache.copy(step.copies)
        let chosen = [try read(step.prefill), try decode(step.decode)].compactMap(\.self)
        let fetched = try chosen.map { try FetchedTokens($0.chosen, count: $0.count) }
        let event = try CUDAEvent(recordedOn: device)
        let wants = step.choosers.map(\.request.wantsLogProbabilities)
        return StartedStep(step: step) {
            try event.synchronize()
            let all = try fetched.flatMap { try $0.tokens() }
            return zip(all, wants).map {
                ChosenToken(token: $0.token, logProbability: $1 ? $0.logProbability : nil)
            }
        }
    }

    private func read(_ segments: [Step.Segment]) throws -> (chosen: TokenSampling.Chosen, count: Int)? {
        guard let logits = try pass.read(segments, into: cache) else { return nil }
        let choosers = segments.flatMap(\.choosers)
        let inputs = try SamplingInputs(rows: choosers.count, on: pass.model.device)
        try inputs.load(choosers)
        let chosen = try inputs.choose(logits)
        let seats = try Tensor(choosers.map(\.seat), on: pass.model.device)
        try lastTokens.copyInPlace(at: seats, 0, from: chosen.tokens)
        return (chosen, choosers.count)
    }

    private func decode(_ sequences: [RunningSequence]) throws -> (chosen: TokenSampling.Chosen, count: Int)? {
        guard !sequences.isEmpty else { return nil }
        let rows = DecodeBatch.rows(for: sequences.count)
        let batch =
            try batches[rows]
            ?? DecodeBatch(
                rows: rows, columns: columns, spare: (lastTokens.size(0) - 1, cache), on: pass.model.device)
        batches[rows] = batch
        return (try batch.run(sequences, on: device, memory) { try self.compute(batch) }, sequences.count)
    }

    /// One decoding pass; all it reads lies on the device.
    private func compute(_ batch: DecodeBatch) throws -> TokenSampling.Chosen {
        let selection = try pass.adapters?.selection(batch.adapters, pass.model.dtype)
        let hidden = try pass.hiddenStates(
            lastTokens.selecting(batch.seats), positions: batch.positions,
            attention: PagedAttention(
                cache, slots: batch.slots.to(.int64), blocks: batch.blocks, lengths: batch.lengths),
            adapters: selection)
        let chosen = try batch.sampling.choose(pass.logits(hidden, adapters: selection))
        try lastTokens.copyInPlace(at: batch.seats.to(.int64), 0, from: chosen.tokens)
        return chosen
    }
}
