import Endpoints
import LanguageModels

/// How much memory a run's models will take, in bytes.
package struct MemoryForecast: Sendable, Hashable, Encodable {
    /// Of all models that stay loaded.
    package var weights = 0
    /// The weights with an adapter merged into them, beside the others.
    package var mergedCopy = 0
    /// Keys and values of the sequences that are continued together, and their logits.
    package var cache = 0
    /// The adapter, its gradients and the optimizer's two moments, in float32.
    package var optimizer = 0
    /// What the backward pass of a training step needs of the forward pass; roughly.
    package var activations = 0
    /// The logits by which a trained adapter is compared with what was saved of it.
    package var proofs = 0
    /// What the device has for it.
    package let available: Int
    /// Parameters of the adapter that is trained.
    let adapterParameters: Int

    /// The program and libtorch themselves.
    private static let program = 400_000_000
    /// Freed memory is kept for what comes next, and does not always fit it: whole runs of a small model on a CPU had at most so
    /// many times what they held at one time.
    private static let retention = 1.8

    /// The most at one time, roughly: training, its proofs and sampling follow each other.
    package var peak: Int {
        let working = max(mergedCopy + cache, optimizer + activations, proofs > 0 ? optimizer + mergedCopy + proofs : 0)
        return Self.program + weights + Int(Self.retention * Double(working))
    }

    package var fits: Bool { peak <= available }

    private enum CodingKeys: CodingKey {
        case weights, mergedCopy, cache, optimizer, activations, proofs, peak, available
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(weights, forKey: .weights)
        try container.encode(mergedCopy, forKey: .mergedCopy)
        try container.encode(cache, forKey: .cache)
        try container.encode(optimizer, forKey: .optimizer)
        try container.encode(activations, forKey: .activations)
        try container.encode(proofs, forKey: .proofs)
        try container.encode(peak, forKey: .peak)
        try container.encode(available, forKey: .available)
    }
}

extension MemoryForecast {
    /// Nil if no model is computed on this machine, or nothing is known of those that are.
    init?(
        _ work: [Workload], _ experiment: Experiment, _ machine: MachineResources, _ sizes: inout ModelSizes
    ) {
        let computations = work.compactMap(\.computation)
        var known: [(Workload.Computation, LoadedModel)] = []
        for computation in computations {
            guard let size = sizes[computation.model] else { continue }
            let isSingle = sizes.precision(of: computation.model) == "fp32"
            known.append((computation, LoadedModel(size: size, bytesPerParameter: isSingle ? 4 : 2)))
        }
        guard !known.isEmpty else { return nil }
        let adapter = experiment.training.adapter(baseModel: experiment.models.base)
        self.init(known, adapter: adapter, available: machine.memory)
    }

    /// - Parameter adapter: what is trained and merged; adapters that are there already are taken to be of this size.
    init(
        _ computations: [(Workload.Computation, LoadedModel)], adapter: AdapterConfiguration, available: Int
    ) {
        self.available = available
        var adapterParameters = 0
        var models: [String: LoadedModel] = [:]
        for (computation, model) in computations {
            models[computation.model] = model
            let size = (try? adapter.size(for: model.size.configuration)) ?? AdapterSize()
            switch computation.kind {
            case .training:
                adapterParameters = size.parameterCount
                optimizer = max(optimizer, 4 * 4 * size.parameterCount)
                activations = max(activations, model.activationBytes(tokens: computation.longest))
                proofs = max(proofs, model.proofBytes(tokens: computation.probes))
                mergedCopy = max(mergedCopy, model.bytesPerParameter * size.mergedParameterCount)
            case .asking, .askingMerged:
                cache = max(
                    cache, model.cacheBytes(sequences: computation.sequences, longest: computation.longest))
            }
            if case .askingMerged = computation.kind {
                mergedCopy = max(mergedCopy, model.bytesPerParameter * size.mergedParameterCount)
            }
        }
        weights = models.values.reduce(0) { $0 + $1.bytesPerParameter * $1.size.parameterCount }
        self.adapterParameters = adapterParameters
    }

    var warning: String? {
        guard !fits else { return nil }
        func gigabytes(_ bytes: Int) -> String {
            (Double(bytes) / 1e9).formatted(.number.precision(.fractionLength(1)))
        }
        return "about \(gigabytes(peak)) GB of memory may be needed, and there are \(gigabytes(available)) GB: "
            + "use a smaller model, precision bf16, smaller batches or lower max-tokens"
    }
}

/// A model as it lies in memory.
struct LoadedModel: Sendable, Hashable {
    let size: ModelSize
    let bytesPerParameter: Int

    private var configuration: DecoderConfiguration { size.configuration }

    /// Keys and values of every layer, and a row of logits for each sequence beside its float32 copy.
    func cacheBytes(sequences: Int, longest: Int) -> Int {
        let perToken = 2 * configuration.layerCount * configuration.keyValueHeadCount * configuration.headSize
        return sequences
            * (longest * perToken * bytesPerParameter + configuration.vocabularySize * (bytesPerParameter + 4))
    }

    /// The logits of four models in float32, and what is made of them on the way.
    func proofBytes(tokens: Int) -> Int { 6 * 4 * tokens * configuration.vocabularySize }

    /// About ten hidden states and five states of the feed-forward width for each token and layer.
    func activationBytes(tokens: Int) -> Int {
        let perLayer = 10 * configuration.hiddenSize + 5 * configuration.intermediateSize
        return tokens * configuration.layerCount * perLayer * bytesPerParameter
    }
}
