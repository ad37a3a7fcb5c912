import Foundation
import LanguageModels
import Torch

/// The sequences in flight, densely packed at the start of the cache.
struct RunningBatch {
    private let model: LanguageModel
    private let adapter: LowRankAdapter?
    private let limits: BatchGenerator.Limits
    private let cache: KeyValueCache
    /// The keys and values of the tokens that all prompts begin with.
    private let prefix: (cache: KeyValueCache, length: Int)?
    private var waiting: ArraySlice<GenerationRequest>
    private var running: [RunningSequence] = []

    init(
        _ requests: [GenerationRequest], _ model: LanguageModel, _ adapter: LowRankAdapter?,
        _ limits: BatchGenerator.Limits
    ) throws {
        self.model = model
        self.adapter = adapter
        self.limits = limits
        waiting = requests[...]
        let longest = requests.lazy.map { $0.prompt.count + $0.settings.maximumTokens }.max() ?? 0
        cache = try KeyValueCache(
            for: model, sequences: min(limits.sequences, requests.count), limit: longest)
        prefix = try Self.sharedPrefix(requests, model, adapter)
    }

    var isDone: Bool { waiting.isEmpty && running.isEmpty }

    /// One pass: new sequences are read in, or else every running sequence gets a token.
    ///
    /// - Returns: the sequences that got a token, in the order of the batch's end (prefill) or of the whole batch.
    mutating func advance() throws -> [(id: String, chosen: ChosenToken)] {
        let admitted = admit()
        let logits = try admitted.isEmpty ? decode() : prefill(admitted)
        let first = admitted.first ?? 0
        let tokens = try choose(logits, first)
        return tokens.enumerated().map { (running[first + $0.offset].request.id, $0.element) }
    }

    /// Appends the chosen tokens and hands over the sequences that ended with them.
    mutating func retire(
        tokenBytes: (Int) -> [UInt8], _ chosen: [ChosenToken], _ onResult: (GenerationResult) throws -> Void
    ) throws {
        let first = running.count - chosen.count
        for (offset, chosen) in chosen.enumerated() {
            running[first + offset].append(chosen, bytes: tokenBytes(chosen.token))
        }
        for index in running.indices.reversed() {
            guard let result = running[index].result else { continue }
            try onResult(result)
            try remove(index)
        }
    }

    /// Moves waiting requests into free places, as many as one prefill pass takes; gives their indices.
    private mutating func admit() -> Range<Int> {
        let start = running.count
        var tokens = 0
        while let next = waiting.first, running.count < limits.sequences {
            let new = next.prompt.count - (prefix?.length ?? 0)
            if tokens > 0, tokens + new > limits.prefillTokens { break }
            tokens += new
            running.append(RunningSequence(next))
            waiting.removeFirst()
        }
        return start..<running.count
    }

    /// The logits after the last prompt token of new sequences.
    private func prefill(_ indices: Range<Int>) throws -> Tensor {
        let past = prefix?.length ?? 0
        try cache.reserve(indices.map { running[$0].length }.max() ?? 0)
        if let prefix {
            for index in indices { try cache.copy(from: prefix.cache, sequence: 0, to: index, length: past) }
        }
        let segments = indices.map {
            PrefillAttention.Segment(sequence: $0, past: past, count: running[$0].request.prompt.count - past)
        }
        let hidden = try model.hiddenStates(
            Tensor(indices.flatMap { running[$0].request.prompt.dropFirst(past) }, on: model.device),
            positions: segments.flatMap { Array($0.past..<$0.past + $0.count) },
            attention: PrefillAttention(cache, segments, for: model), adapter: adapter)
        var last = -1
        let ends = segments.map { segment in
            last += segment.count
            return last
        }
        return try model.logits(hidden.selecting(Tensor(ends, on: model.device)), adapter: adapter)
    }

    /// The logits after the last token of every running sequence.
    private func decode() throws -> Tensor {
        let lengths = running.map(\.length)
        try cache.reserve(lengths.max() ?? 0)
        let hidden = try model.hiddenStates(
            Tensor(running.map(\.lastToken), on: model.device), positions: lengths.map { $0 - 1 },
            attention: DecodeAttention(cache, lengths: lengths, for: model),
            adapter: adapter)
        return try model.logits(hidden, adapter: adapter)
    }

    /// One token for each row of logits, which belong to the running sequences from `first` on.
    private func choose(_ logits: Tensor, _ first: Int) throws -> [ChosenToken] {
        let running = running
        return try logits.mapRows { row, logits in running[first + row].choose(logits) }
    }

    /// Takes a sequence out; the last one moves into its place, so that the batch stays dense.
    private mutating func remove(_ index: Int) throws {
        let last = running.count - 1
        if index != last {
            // The newest token comes to the cache with the next pass.
            try cache.copy(from: cache, sequence: last, to: index, length: running[last].length - 1)
            running[index] = running[last]
        }
        running.removeLast()
    }

    /// Reads the tokens that all prompts begin with once, where there are enough to be worth it.
    private static func sharedPrefix(
        _ requests: [GenerationRequest], _ model: LanguageModel, _ adapter: LowRankAdapter?
    ) throws -> (cache: KeyValueCache, length: Int)? {
        guard let first = requests.first?.prompt, requests.count > 1 else { return nil }
        let shared = requests.dropFirst().reduce(first.count - 1) { length, request in
            zip(first.prefix(length), request.prompt.dropLast()).prefix { $0 == $1 }.count
        }
        guard shared >= 16 else { return nil }
        let cache = try KeyValueCache(for: model, sequences: 1, limit: shared)
        try cache.reserve(shared)
        _ = try model.hiddenStates(
            Tensor(Array(first.prefix(shared)), on: model.device), positions: Array(0..<shared),
            attention: PrefillAttention(cache, [.init(sequence: 0, past: 0, count: shared)], for: model),
            adapter: adapter)
        return (cache, shared)
    }
}
