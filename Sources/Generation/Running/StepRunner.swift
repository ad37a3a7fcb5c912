import LanguageModels
import Torch

/// Computes what the scheduler asks for.
protocol StepRunner: AnyObject {
    var cache: KeyValueCache { get }
    /// Whether the next step is to be started before the tokens of this one are asked for.
    var runsAhead: Bool { get }
    /// Asks the device for the tokens of a step.
    func start(_ step: Step) throws -> StartedStep
}

/// A step whose tokens may still be under way.
struct StartedStep {
    let step: Step
    /// Waits for the tokens, in the order of the step's choosers.
    let tokens: () throws -> [ChosenToken]
}

extension InferencePass {
    /// Reads pieces of prompts into the cache.
    ///
    /// - Returns: the logits after those that are now read whole, one row for each chooser; nil when there is none.
    func read(_ segments: [Step.Segment], into cache: KeyValueCache) throws -> Tensor? {
        guard !segments.isEmpty else { return nil }
        let device = model.device
        let selection = try selection(segments.flatMap { Array(repeating: $0.sequence.adapter, count: $0.count) })
        let tokens = segments.flatMap { segment in segment.positions.map { segment.sequence.token(at: $0) } }
        let hidden = try hiddenStates(
            Tensor(tokens, on: device), positions: Tensor(segments.flatMap(\.positions), on: device),
            attention: PrefillAttention(cache, segments.map(\.piece), for: model), adapters: selection)
        var end = -1
        let ends = segments.compactMap { segment in
            end += segment.count
            return segment.choosers.isEmpty ? nil : end
        }
        guard !ends.isEmpty else { return nil }
        let rows = try Tensor(ends, on: device)
        let logits = try logits(hidden.selecting(rows), adapters: selection?.selecting(rows))
        let choosers = segments.map(\.choosers.count).filter { $0 > 0 }
        guard choosers.contains(where: { $0 > 1 }) else { return logits }
        let repeated = choosers.enumerated().flatMap { Array(repeating: $0, count: $1) }
        return try logits.selecting(Tensor(repeated, on: device))
    }

    /// The choice of each row's adapter, by its place; nil when every row is the base model's.
    func selection(_ places: [Int?]) throws -> AdapterSelection? {
        guard let adapters, places.contains(where: { $0 != nil }) else { return nil }
        if adapters.count == 1, places.allSatisfy({ $0 == 0 }) { return .only }
        return try adapters.selection(Tensor(places.map { $0 ?? -1 }, on: model.device), model.dtype)
    }
}
