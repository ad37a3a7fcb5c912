import Foundation
import Provenance
import Torch

extension DecoderConfiguration {
    /// A Hugging Face `config.json` that says the same, for models without rope scaling.
    func huggingFaceJSON(dtype: DType) throws -> String {
        precondition(ropeScaling == .none, "a model without rope scaling")
        return try CanonicalJSON.string(
            HuggingFaceFile(
                architectures: [architecture.rawValue.capitalized + "ForCausalLM"],
                modelType: architecture.rawValue, vocabSize: vocabularySize, hiddenSize: hiddenSize,
                intermediateSize: intermediateSize, numHiddenLayers: layerCount, numAttentionHeads: headCount,
                numKeyValueHeads: keyValueHeadCount, headDim: headSize, rmsNormEps: normEpsilon, ropeTheta: ropeTheta,
                tieWordEmbeddings: tiesEmbeddings, attentionBias: hasOutputBias, mlpBias: hasFeedForwardBias,
                hiddenAct: "silu", maxPositionEmbeddings: maximumPositions,
                torchDtype: dtype == .float32 ? "float32" : "bfloat16"))
    }
}

/// The keys of a `config.json`.
private struct HuggingFaceFile: Encodable {
    let architectures: [String]
    let modelType: String
    let vocabSize: Int
    let hiddenSize: Int
    let intermediateSize: Int
    let numHiddenLayers: Int
    let numAttentionHeads: Int
    let numKeyValueHeads: Int
    let headDim: Int
    let rmsNormEps: Double
    let ropeTheta: Double
    let tieWordEmbeddings: Bool
    let attentionBias: Bool
    let mlpBias: Bool
    let hiddenAct: String
    let maxPositionEmbeddings: Int
    let torchDtype: String

    enum CodingKeys: String, CodingKey {
        case architectures
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
        case tieWordEmbeddings = "tie_word_embeddings"
        case attentionBias = "attention_bias"
        case mlpBias = "mlp_bias"
        case hiddenAct = "hidden_act"
        case maxPositionEmbeddings = "max_position_embeddings"
        case torchDtype = "torch_dtype"
    }
}
