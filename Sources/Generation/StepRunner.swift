import Kernels
import LanguageModels
import Torch

/// Computes what the scheduler asks for.
final class StepRunner {
    let cache: KeyValueCache
    private let pass: InferencePass

    init(_ pass: InferencePass, blocks: Int) throws {
        self.pass = pass
        cache = try KeyValueCache(for: pass.model, blocks: blocks)
    }

    /// The tokens of a step, in the order of its choosers.
    func run(_ step: Step) throws -> [ChosenToken] {
        try cache.copy(step.copies)
        return try prefill(step.prefill) + decode(step.decode)
    }

    /// Reads pieces of prompts; the tokens of those that are now read whole.
    private func prefill(_ segments: [Step.Segment]) throws -> [ChosenToken] {
        guard !segments.isEmpty else { return [] }
        let device = pass.model.device
        let selection = try selection(segments.flatMap { Array(repeating: $0.sequence.adapter, count: $0.count) })
        let hidden = try pass.hiddenStates(
            Tensor(segments.flatMap { segment in segment.positions.map { segment.sequence.token(at: $0) } }, on: device),
            positions: Tensor(segments.flatMap(\.positions), on: device),
            attention: PrefillAttention(cache, segments, for: pass.model), adapters: selection)
        var end = -1
        let ends = segments.compactMap { segment in
            end += segment.count
            return segment.choosers.isEmpty ? nil : end
        }
        guard !ends.isEmpty else { return [] }
        let rows = try Tensor(ends, on: device)
        let logits = try pass.logits(hidden.selecting(rows), adapters: selection?.selecting(rows))
        let choosers = segments.map(\.choosers).filter { !$0.isEmpty }.enumerated().flatMap { row, sequences in
            sequences.map { (sequence: $0, row: row) }
        }
        return try choose(logits, choosers)
    }

    /// The next token of every decoding sequence.
    private func decode(_ sequences: [RunningSequence]) throws -> [ChosenToken] {
        guard !sequences.isEmpty else { return [] }
        let device = pass.model.device
        let selection = try selection(sequences.map(\.adapter))
        let positions = sequences.map { $0.cached - 1 }
        let table = BlockTable(sequences)
        let hidden = try pass.hiddenStates(
            Tensor(sequences.map(\.lastToken), on: device), positions: Tensor(positions, on: device),
            attention: PagedAttention(
                cache, slots: Tensor(zip(sequences, positions).flatMap { $0.slots($1..<$1 + 1) }, on: device),
                blocks: Tensor(table.blocks, shape: [sequences.count, table.columns], on: device),
                lengths: Tensor(positions.map { Int32($0 + 1) }, on: device)),
            adapters: selection)
        return try choose(
            pass.logits(hidden, adapters: selection), sequences.enumerated().map { (sequence: $1, row: $0) })
    }

    /// One token for each chooser by its row of logits.
    private func choose(
        _ logits: Tensor, _ choosers: [(sequence: RunningSequence, row: Int)]
    ) throws -> [ChosenToken] {
        let rows = choosers.map(\.row)
        let isOneEach = rows.elementsEqual(0..<logits.size(0))
        let chosen = try isOneEach ? logits : logits.selecting(Tensor(rows, on: logits.device))
        return try LogitRows(chosen.to(.cpu)).tokens(choosers.map(\.sequence.choice))
    }

    private func selection(_ adapters: [Int?]) throws -> AdapterSelection? {
        guard let stack = pass.adapters, adapters.contains(where: { $0 != nil }) else { return nil }
        if stack.count == 1, adapters.allSatisfy({ $0 == 0 }) { return .only }
        return try stack.selection(Tensor(adapters.map { $0 ?? -1 }, on: pass.model.device), pass.model.dtype)
    }
}
