/// What one model-only transformer looks like: everything that its code needs to know besides the weights.
///
/// Llama, Qwen2 and Qwen3 are one model with different settings.
package struct DecoderConfiguration: Sendable, Hashable, Codable {
    package var architecture: Architecture
    package var vocabularySize: Int
    package var hiddenSize: Int
    package var intermediateSize: Int
    package var layerCount: Int
    package var headCount: Int
    /// How many heads keys and values have; each serves `headCount / keyValueHeadCount` query heads.
    package var keyValueHeadCount: Int
    package var headSize: Int
    package var normEpsilon: Double
    package var ropeTheta: Double
    package var ropeScaling: RopeScaling
    /// Whether the output projection is the embedding table.
    package var tiesEmbeddings: Bool
    package var hasQueryKeyValueBias: Bool
    package var hasOutputBias: Bool
    package var hasFeedForwardBias: Bool
    /// Whether queries and keys are normalised per head before the rotation (Qwen3).
    package var hasQueryKeyNorm: Bool
    /// The longest sequence the model was made for, in tokens.
    package var maximumPositions: Int

    /// The model families that one decoder covers.
    package enum Architecture: String, Sendable, Hashable, Codable, CaseIterable {
        case llama, qwen2, qwen3
    }

    /// Parameters in the linear layers of all blocks and the output projection: what each token is multiplied with.
    package var multipliedParameterCount: Int {
        let attention = hiddenSize * headSize * (2 * headCount + 2 * keyValueHeadCount)
        let feedForward = 3 * hiddenSize * intermediateSize
        return layerCount * (attention + feedForward) + vocabularySize * hiddenSize
    }

    /// Throws what makes the configuration impossible.
    package func validate(file: String) throws(ModelError) {
        let sizes = [
            ("vocabulary size", vocabularySize), ("hidden size", hiddenSize), ("intermediate size", intermediateSize),
            ("layer count", layerCount), ("head count", headCount), ("key-value head count", keyValueHeadCount),
            ("head size", headSize), ("maximum positions", maximumPositions),
        ]
        for (name, value) in sizes where value < 1 || value > 1 << 28 {
            throw ModelError.configuration(file: file, "its \(name) is \(value)")
        }
        guard headCount.isMultiple(of: keyValueHeadCount) else {
            throw .configuration(
                file: file, "\(headCount) query heads cannot be shared by \(keyValueHeadCount) key-value heads")
        }
        guard headSize.isMultiple(of: 2) else {
            throw .configuration(file: file, "the head size \(headSize) is odd, so positions cannot be rotated in")
        }
        guard normEpsilon > 0, normEpsilon.isFinite, ropeTheta > 0, ropeTheta.isFinite else {
            throw .configuration(file: file, "norm epsilon \(normEpsilon) and rope theta \(ropeTheta) must be above 0")
        }
    }
}
