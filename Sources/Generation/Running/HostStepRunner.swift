import Kernels
import LanguageModels
import Torch

/// Computes each step to its end and chooses its tokens on the host.
final class HostStepRunner: StepRunner {
    let cache: KeyValueCache
    let runsAhead = false
    private let pass: InferencePass

    init(_ pass: InferencePass, blocks: Int) throws {
        self.pass = pass
        cache = try KeyValueCache(for: pass.model, blocks: blocks)
    }

    func start(_ step: Step) throws -> StartedStep {
        try cache.copy(step.copies)
        let first = try choose(pass.read(step.prefill, into: cache), step.prefill.flatMap(\.choosers))
        let tokens = try first + choose(decode(step.decode), step.decode)
        return StartedStep(step: step) { tokens }
    }

    /// The logits after the last token of every sequence.
    private func decode(_ sequences: [RunningSequence]) throws -> Tensor? {
        guard !sequences.isEmpty else { return nil }
        let device = pass.model.device
        let selection = try pass.selection(sequences.map(\.adapter))
        let table = BlockTable(sequences.map(\.blocks))
        let hidden = try pass.hiddenStates(
            Tensor(sequences.map(\.lastToken), on: device),
            positions: Tensor(sequences.map(\.lastCachedPosition), on: device),
            attention: PagedAttention(
                cache, slots: Tensor(sequences.map(\.lastSlot), on: device),
                blocks: Tensor(table.blocks, shape: [sequences.count, table.columns], on: device),
                lengths: Tensor(sequences.map { Int32($0.cached) }, on: device)),
            adapters: selection)
        return try pass.logits(hidden, adapters: selection)
    }

    private func choose(_ logits: Tensor?, _ choosers: [RunningSequence]) throws -> [ChosenToken] {
        guard let logits else { return [] }
        return try LogitRows(logits.to(.cpu)).tokens(choosers.map(\.choice))
    }
}
