import Foundation
import LanguageModels
import Torch

/// Continues many sequences at once: as one ends, the next takes its place in the batch.
///
/// The engine knows nothing of text; it only asks for the bytes of a token to watch for stop strings.
package final class BatchGenerator {
    /// What bounds the work in flight.
    package struct Limits: Sendable {
        /// Sequences in one decoding pass.
        package var sequences: Int
        /// Prompt tokens in one pass.
        package var prefillTokens: Int
        /// Bytes of keys and values; nil for what the device has free.
        package var cacheBytes: Int?

        package init(sequences: Int = 128, prefillTokens: Int = 2_048, cacheBytes: Int? = nil) {
            self.sequences = sequences
            self.prefillTokens = prefillTokens
            self.cacheBytes = cacheBytes
        }
    }

    private let model: LanguageModel
    private let adapters: [LowRankAdapter]
    /// The place of each adapter; that of requests which name none is under nil.
    private let adapterPlaces: [String?: Int]
    private let limits: Limits
    private let tokenBytes: (Int) -> [UInt8]
    private var runner: (any StepRunner)?
    /// How many positions the runner can number.
    private var positions = 0

    /// What the last generation took.
    package private(set) var statistics = GenerationStatistics()

    /// - Parameters:
    ///   - adapter: of requests that name none; merge it into the model instead when it serves all of them.
    ///   - adapters: those that requests can name.
    ///   - tokenBytes: the text of one token.
    package init(
        _ model: LanguageModel, adapter: LowRankAdapter? = nil, adapters: [String: LowRankAdapter] = [:],
        limits: Limits = Limits(), tokenBytes: @escaping (Int) -> [UInt8]
    ) {
        self.model = model
        self.limits = limits
        self.tokenBytes = tokenBytes
        var named = adapters.sorted { $0.key < $1.key }.map { (name: String?.some($0.key), adapter: $0.value) }
        if let adapter { named.append((nil, adapter)) }
        self.adapters = named.map(\.adapter)
        adapterPlaces = Dictionary(uniqueKeysWithValues: named.enumerated().map { ($1.name, $0) })
    }

    /// What memory these requests will be given; reserved when they are generated.
    package func memoryPlan(for requests: [GenerationRequest]) throws -> MemoryPlan {
        try MemoryPlan(for: model, limits, lengths: requests.map(\.maximumLength))
    }

    /// Continues every request and hands over each result as soon as it is there.
    ///
    /// - Parameters:
    ///   - onToken: called for each new token with the id of its request.
    ///   - onResult: called once per request, in the order of completion.
    /// - Throws: `CancellationError` between two passes when the task is cancelled.
    package func generate(
        _ requests: [GenerationRequest], onToken: ((String, Int) throws -> Void)? = nil,
        onResult: (GenerationResult) throws -> Void
    ) throws {
        try recordingGradients(false) {
            let runner = try prepare(requests)
            var scheduler = Scheduler(sequences(requests), limits, blocks: runner.cache.blocks)
            defer { statistics = scheduler.statistics }
            var underWay: StartedStep?
            while !scheduler.isDone || underWay != nil {
                try Task.checkCancellation()
                let step = scheduler.schedule()
                let started = step.isEmpty ? nil : try runner.start(step)
                let finished = runner.runsAhead ? underWay : started
                underWay = runner.runsAhead ? started : nil
                if let finished { try postprocess(finished, &scheduler, onToken, onResult) }
            }
        }
    }

    /// The results of all requests, in their order.
    package func generate(_ requests: [GenerationRequest]) throws -> [GenerationResult] {
        var results: [String: GenerationResult] = [:]
        try generate(requests) { results[$0.id] = $0 }
        return requests.compactMap { results[$0.id] }
    }

    /// Hands over the tokens of a step, and the sequences that ended with them.
    private func postprocess(
        _ started: StartedStep, _ scheduler: inout Scheduler, _ onToken: ((String, Int) throws -> Void)?,
        _ onResult: (GenerationResult) throws -> Void
    ) throws {
        let tokens = try started.tokens()
        for (sequence, chosen) in zip(started.step.choosers, tokens) where sequence.finishReason == nil {
            sequence.append(chosen, bytes: tokenBytes)
            try onToken?(sequence.request.id, chosen.token)
            guard let result = sequence.result else { continue }
            scheduler.retire(sequence)
            try onResult(result)
        }
    }

    private func sequences(_ requests: [GenerationRequest]) -> [RunningSequence] {
        requests.enumerated().map { order, request in
            RunningSequence(request, adapter: adapterPlaces[request.adapter], order: order)
        }
    }

    /// The runner, made anew when these requests need more than it has.
    private func prepare(_ requests: [GenerationRequest]) throws -> any StepRunner {
        try check(requests)
        let longest = requests.lazy.map(\.maximumLength).max() ?? 1
        let least = BlockPool.blocks(for: longest)
        if let runner, positions >= longest, try runner.cache.blocks >= max(least, memoryPlan(for: requests).blocks) {
            return runner
        }
        // Its memory is free for the next one.
        runner = nil
        let plan = try memoryPlan(for: requests)
        if plan.blocks < least, let request = requests.first(where: { $0.maximumLength == longest }) {
            throw GenerationError.exceedsMemory(request.id, longest, plan)
        }
        let pass = try InferencePass(model, positions: longest, adapters: adapters)
        let made = try makeRunner(pass, plan, positions: longest)
        (runner, positions) = (made, longest)
        return made
    }

    private func makeRunner(_ pass: InferencePass, _ plan: MemoryPlan, positions: Int) throws -> any StepRunner {
        guard case .cuda(let device) = model.device, DeviceStepRunner.canRun(model) else {
            return try HostStepRunner(pass, blocks: plan.blocks)
        }
        return try DeviceStepRunner(
            pass, on: device, blocks: plan.blocks, seats: limits.sequences, positions: positions)
    }

    private func check(_ requests: [GenerationRequest]) throws(GenerationError) {
        var ids: Set<String> = []
        for request in requests {
            guard ids.insert(request.id).inserted else { throw .duplicateID(request.id) }
            try request.check(model.configuration)
            guard request.adapter == nil || adapterPlaces[request.adapter] != nil else {
                let known = adapterPlaces.keys.compactMap(\.self).sorted()
                throw .unknownAdapter(request.id, request.adapter ?? "", known: known)
            }
        }
    }
}
