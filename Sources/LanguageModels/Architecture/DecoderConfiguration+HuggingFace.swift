import Foundation

extension DecoderConfiguration {
    /// Reads a Hugging Face `config.json`.
    ///
    /// - Parameter file: the name of the file, for errors.
    package init(huggingFace data: Data, file: String) throws(ModelError) {
        let config: HuggingFaceConfiguration
        do {
            config = try JSONDecoder().decode(HuggingFaceConfiguration.self, from: data)
        } catch {
            throw .configuration(file: file, "it cannot be read: \(error.explanation)")
        }
        guard let architecture = Architecture(rawValue: config.modelType) else {
            throw .unknownArchitecture(config.modelType, file: file)
        }
        if architecture != .llama, config.useSlidingWindow == true {
            throw .configuration(file: file, "it uses sliding-window attention, which is not computed here")
        }
        if let activation = config.hiddenAct, activation != "silu" {
            throw .configuration(file: file, "its activation is '\(activation)', not 'silu'")
        }
        guard config.numAttentionHeads > 0 else {
            throw .configuration(file: file, "it has \(config.numAttentionHeads) attention heads")
        }
        let rope = config.ropeParameters ?? config.ropeScaling
        let attentionBias = config.attentionBias ?? false
        self.init(
            architecture: architecture,
            vocabularySize: config.vocabSize,
            hiddenSize: config.hiddenSize,
            intermediateSize: config.intermediateSize,
            layerCount: config.numHiddenLayers,
            headCount: config.numAttentionHeads,
            keyValueHeadCount: config.numKeyValueHeads ?? config.numAttentionHeads,
            headSize: config.headDim ?? config.hiddenSize / config.numAttentionHeads,
            normEpsilon: config.rmsNormEps ?? 1e-6,
            ropeTheta: rope?.ropeTheta ?? config.ropeTheta ?? 10_000,
            ropeScaling: try rope?.scaling(maximumPositions: config.maxPositionEmbeddings, file: file) ?? .none,
            tiesEmbeddings: config.tieWordEmbeddings ?? false,
            hasQueryKeyValueBias: architecture == .qwen2 || attentionBias,
            hasOutputBias: architecture != .qwen2 && attentionBias,
            hasFeedForwardBias: config.mlpBias ?? false,
            hasQueryKeyNorm: architecture == .qwen3,
            maximumPositions: config.maxPositionEmbeddings ?? 2_048)
        try validate(file: file)
    }
}

extension ModelError {
    static func unknownArchitecture(_ name: String, file: String) -> ModelError {
        let known = DecoderConfiguration.Architecture.allCases.map(\.rawValue).joined(separator: ", ")
        return ModelError(
            file: file, problem: "its architecture is '\(name)', which is not computed here",
            remedy: "Use a model of the families \(known).")
    }
}

/// The keys of a Hugging Face `config.json` that matter here.
private struct HuggingFaceConfiguration: Decodable {
    let modelType: String
    let vocabSize: Int
    let hiddenSize: Int
    let intermediateSize: Int
    let numHiddenLayers: Int
    let numAttentionHeads: Int
    let numKeyValueHeads: Int?
    let headDim: Int?
    let rmsNormEps: Double?
    let ropeTheta: Double?
    let ropeScaling: Rope?
    let ropeParameters: Rope?
    let tieWordEmbeddings: Bool?
    let attentionBias: Bool?
    let mlpBias: Bool?
    let useSlidingWindow: Bool?
    let hiddenAct: String?
    let maxPositionEmbeddings: Int?

    enum CodingKeys: String, CodingKey {
        case modelType = "model_type"
        case vocabSize = "vocab_size"
        case hiddenSize = "hidden_size"
        case intermediateSize = "intermediate_size"
        case numHiddenLayers = "num_hidden_layers"
        case numAttentionHeads = "num_attention_heads"
        case numKeyValueHeads = "num_key_value_heads"
        case headDim = "head_dim"
        case rmsNormEps = "rms_norm_eps"
        case ropeTheta = "rope_theta"
        case ropeScaling = "rope_scaling"
        case ropeParameters = "rope_parameters"
        case tieWordEmbeddings = "tie_word_embeddings"
        case attentionBias = "attention_bias"
        case mlpBias = "mlp_bias"
        case useSlidingWindow = "use_sliding_window"
        case hiddenAct = "hidden_act"
        case maxPositionEmbeddings = "max_position_embeddings"
    }

    /// `rope_scaling`, or `rope_parameters` as newer files call it.
    struct Rope: Decodable {
        let ropeType: String?
        let type: String?
        let ropeTheta: Double?
        let factor: Double?
        let lowFreqFactor: Double?
        let highFreqFactor: Double?
        let originalMaxPositionEmbeddings: Int?
        let betaFast: Double?
        let betaSlow: Double?
        let attentionFactor: Double?
        let mscale: Double?
        let truncate: Bool?

        enum CodingKeys: String, CodingKey {
            case ropeType = "rope_type"
            case type
            case ropeTheta = "rope_theta"
            case factor
            case lowFreqFactor = "low_freq_factor"
            case highFreqFactor = "high_freq_factor"
            case originalMaxPositionEmbeddings = "original_max_position_embeddings"
            case betaFast = "beta_fast"
            case betaSlow = "beta_slow"
            case attentionFactor = "attention_factor"
            case mscale
            case truncate
        }

        func scaling(maximumPositions: Int?, file: String) throws(ModelError) -> RopeScaling {
            func required<Value>(_ value: Value?, _ key: CodingKeys) throws(ModelError) -> Value {
                guard let value else {
                    throw .configuration(file: file, "its rope scaling has no '\(key.rawValue)'")
                }
                return value
            }
            switch ropeType ?? type ?? "default" {
            case "default":
                return .none
            case "linear":
                return .linear(factor: try required(factor, .factor))
            case "llama3":
                return .llama3(
                    factor: try required(factor, .factor),
                    lowFrequencyFactor: try required(lowFreqFactor, .lowFreqFactor),
                    highFrequencyFactor: try required(highFreqFactor, .highFreqFactor),
                    originalPositions: try required(originalMaxPositionEmbeddings, .originalMaxPositionEmbeddings))
            case "yarn":
                guard mscale == nil else {
                    throw .configuration(file: file, "its YaRN scaling gives 'mscale', which is not computed here")
                }
                return .yarn(
                    RopeScaling.Yarn(
                        factor: try required(factor, .factor),
                        originalPositions: try required(
                            originalMaxPositionEmbeddings ?? maximumPositions, .originalMaxPositionEmbeddings),
                        betaFast: betaFast ?? 32, betaSlow: betaSlow ?? 1, attentionFactor: attentionFactor,
                        truncates: truncate ?? true))
            case let name:
                throw .configuration(file: file, "its rope scaling is '\(name)', which is not computed here")
            }
        }
    }
}

extension Error {
    /// What a decoding error says, with the path of the key.
    var explanation: String {
        guard let error = self as? DecodingError else { return String(describing: self) }
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(let type, let context): "'\(path(context))' is not of type \(type)"
        case .valueNotFound(let type, let context): "'\(path(context))' is null where a \(type) is needed"
        case .dataCorrupted(let context): context.debugDescription
        @unknown default: String(describing: error)
        }
    }
}
