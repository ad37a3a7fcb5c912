import Foundation
import LanguageModels
import Provenance
import Torch

/// Supervised fine-tuning of a LoRA adapter: the loss is on the supervised tokens of each row only.
package final class Trainer {
    /// The settings of a training.
    package struct Settings: Sendable, Hashable {
        package var schedule: LearningRateSchedule
        package var optimizer: AdamW.Settings
        /// Gradients are scaled down to this norm over all parameters; nil leaves them.
        package var clipNorm: Double?
        /// What the adapter's dropout depends on.
        package var seed: UInt64

        package init(
            schedule: LearningRateSchedule, optimizer: AdamW.Settings = .init(), clipNorm: Double? = 1, seed: UInt64
        ) {
            self.schedule = schedule
            self.optimizer = optimizer
            self.clipNorm = clipNorm
            self.seed = seed
        }
    }

    /// What one step did.
    package struct Step: Sendable, Hashable, Codable {
        /// Counted from 1.
        package let number: Int
        /// The weighted mean of the supervised tokens' losses, before the step.
        package let loss: Double
        /// The norm of all gradients, before clipping.
        package let gradientNorm: Double
        package let learningRate: Double
        package let tokens: Int
        package let supervisedTokens: Int
        package let seconds: Double
    }

    package let model: LanguageModel
    package let adapter: LowRankAdapter
    private let settings: Settings
    let optimizer: AdamW
    let parameters: [Tensor]
    let gradients: AdapterGradients
    /// The other processes that train the same adapter; nil for a training in one process.
    let parallelism: DataParallelism?
    private let memory: ActivationMemory
    /// Bytes for activations.
    private let budget: Int
    /// The most tokens of a pass since the memory did not suffice.
    private var passCeiling = Int.max
    /// Gets a sentence when the memory did not suffice and the training goes on in smaller passes.
    package var onShortage: (String) -> Void = { _ in }
    /// The steps that were done, those before an interruption included.
    package internal(set) var log: [Step] = []
    /// The largest gradient norm that each adapted layer has seen, by path.
    package internal(set) var peakGradientNorms: [String: Double] = [:]

    /// - Parameter parallelism: the processes that train together; nil for this one alone.
    package init(
        _ model: LanguageModel, _ adapter: LowRankAdapter, _ settings: Settings, _ parallelism: DataParallelism? = nil
    ) throws {
        self.model = model
        self.adapter = adapter
        self.settings = settings
        self.parallelism = parallelism
        parameters = adapter.parameters
        gradients = try AdapterGradients(for: adapter, of: model)
        memory = ActivationMemory(model, rank: adapter.configuration.rank)
        budget = try Int(Self.memoryShare * Double(model.device.freeMemory()))
        optimizer = try AdamW(parameters, settings.optimizer)
    }

    /// How much of the memory that is free goes to activations; the rest is for what no estimate sees.
    private static let memoryShare = 0.9

    /// One optimizer step on `rows`, of which each of several processes takes a share.
    ///
    /// The random numbers of a step follow from the seed and the step's number alone, not from what was drawn before: a training
    /// that goes on from a checkpoint drops what it would have dropped without the interruption.
    @discardableResult
    package func step(_ rows: [TrainingRow]) throws -> Step {
        let start = ContinuousClock.now
        let loss = try accumulate(rows)
        let (gradients, norm) = try gatheredGradients()
        guard loss.isFinite, norm.isFinite else {
            throw TrainingError.notFinite(step: log.count + 1, loss: loss, rows: rows.map(\.id))
        }
        if let limit = settings.clipNorm, norm > limit {
            for gradient in gradients { try gradient.multiplyInPlace(by: limit / norm) }
        }
        let rate = settings.schedule.rate(at: log.count)
        try optimizer.step(gradients, learningRate: rate)
        let step = Step(
            number: log.count + 1, loss: loss, gradientNorm: norm, learningRate: rate,
            tokens: rows.reduce(0) { $0 + $1.tokens.count },
            supervisedTokens: rows.reduce(0) { $0 + $1.supervisedCount },
            seconds: (ContinuousClock.now - start) / .seconds(1))
        log.append(step)
        return step
    }

    /// Gathers the gradients of a step, in as many passes as the memory asks for, and gives the loss.
    ///
    /// When the memory does not suffice after all, the step begins again with passes of half the size, and so do all later ones.
    private func accumulate(_ rows: [TrainingRow]) throws -> Double {
        let totalWeight = PackedBatch(rows).totalWeight
        guard totalWeight > 0 || !totalWeight.isFinite else { throw TrainingError.nothingSupervised }
        guard let parallelism else { return try accumulate(rows, totalWeight: totalWeight) }
        let loss = try accumulate(parallelism.share(of: rows), totalWeight: totalWeight)
        try parallelism.finish(gradients.groups)
        return try parallelism.sum(loss, "summing the loss")
    }

    /// The same for the rows of this process.
    private func accumulate(_ rows: [TrainingRow], totalWeight: Double) throws -> Double {
        let seed = dropoutSeed(step: log.count + 1)
        while true {
            let plan = PassPlan(
                lengths: rows.map(\.tokens.count), memory, budget: budget, ceiling: passCeiling, device: model.device)
            do {
                try gradients.clear()
                return try plan.passes.enumerated().reduce(0.0) { loss, pass in
                    let batch = PackedBatch(pass.element.map { rows[$0] })
                    return try loss
                        + backward(
                            batch, totalWeight: totalWeight, dropoutSeed: seed &+ UInt64(pass.offset),
                            recomputedLayers: plan.recomputedLayers, isLast: pass.offset == plan.passes.count - 1)
                }
            } catch let error as TorchError where error.reason == .outOfMemory && plan.passes.count < rows.count {
                let largest = plan.passes.map { $0.reduce(0) { $0 + rows[$1].tokens.count } }.max() ?? 0
                passCeiling = largest / 2
                onShortage("out of memory with \(largest) tokens in one pass: going on with \(largest / 2)")
                if model.device != .cpu { try CUDA.emptyCache() }
            }
        }
    }

    /// The weighted mean loss of rows that are not trained on.
    package func heldOutLoss(_ rows: [TrainingRow], tokensPerPass: Int = 2_048) throws -> Double {
        let plan = BatchPlan(
            lengths: rows.map(\.tokens.count), epochs: 1, limits: .init(tokens: tokensPerPass), seed: 0)
        let batches = plan.steps.map { step in PackedBatch(step.map { rows[$0] }) }
        let weight = batches.reduce(0) { $0 + $1.totalWeight }
        func loss(_ batch: PackedBatch) throws -> Double { try batch.summedLoss(model, adapter) }
        let losses = try parallelism?.map(batches, loss) ?? batches.map(loss)
        return weight > 0 ? losses.reduce(0, +) / weight : 0
    }

    /// Adds the gradients of the batch's loss to `gradients`, and gives the loss.
    ///
    /// - Parameters:
    ///   - totalWeight: what the weighted sum of the losses is divided by: the whole step's.
    ///   - dropoutSeed: what the adapter's dropout follows from; nil for none.
    ///   - isLast: whether the step's gradients are complete with this pass.
    func backward(
        _ batch: PackedBatch, totalWeight: Double, dropoutSeed: UInt64? = nil, recomputedLayers: Int = 0,
        isLast: Bool = false
    ) throws -> Double {
        guard !batch.targets.isEmpty else { return 0 }
        let pass = try PackedPass(
            model, adapter, lengths: batch.lengths, tokens: batch.tokens, dropoutSeed: dropoutSeed,
            recomputedLayers: recomputedLayers)
        let states = try pass.hiddenStates(at: batch.predictors, keepsTape: true)
        let loss = try CompletionLoss(
            TrainedHead(model, adapter, dropoutSeed: dropoutSeed), totalWeight: totalWeight, device: model.device)
        let (value, gradient) = try loss.valueAndGradient(
            states, targets: batch.targets, weights: batch.weights, to: gradients)
        try pass.backward(gradient, to: gradients) { layer in
            if isLast { try parallelism?.sum(gradients.groups, from: layer) }
        }
        return value
    }

    private func dropoutSeed(step: Int) -> UInt64 {
        // Processes must not drop the same of different rows.
        let rank = parallelism.map { $0.group.isFirst ? "" : " rank \($0.group.rank)" } ?? ""
        var seeds = CounterBasedGenerator(
            experimentSeed: settings.seed, stage: "dropout", recordID: "step \(step)\(rank)")
        return seeds.next()
    }

    /// The gradients of all parameters and their joint norm.
    private func gatheredGradients() throws -> (gradients: [Tensor], norm: Double) {
        let gradients = gradients.parameters(of: adapter)
        let norms = try Tensor.stack(Tensor.norms(gradients), 0).values(Double.self)
        for (index, path) in adapter.paths.enumerated() {
            let norm = (norms[2 * index] * norms[2 * index] + norms[2 * index + 1] * norms[2 * index + 1]).squareRoot()
            peakGradientNorms[path] = max(peakGradientNorms[path] ?? 0, norm)
        }
        return (gradients, norms.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }
}

/// Why a training cannot go on.
package enum TrainingError: Error, Sendable, CustomStringConvertible {
    case nothingSupervised
    case notFinite(step: Int, loss: Double, rows: [String])

    package var description: String {
        switch self {
        case .nothingSupervised:
            "no token of the batch is supervised, so there is nothing to learn; look at the rows with `candor preview`"
        case .notFinite(let step, let loss, let rows):
            "the loss or a gradient of step \(step) is not a finite number (loss \(loss); rows \(rows.joined(separator: ", "))): "
                + "use a lower learning rate, or precision fp32"
        }
    }
}
