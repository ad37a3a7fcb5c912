import LanguageModels
import Torch

/// What one pass of training keeps in memory, by the shape of the model, in bytes.
struct ActivationMemory: Sendable, Hashable {
    let layerCount: Int
    /// What a layer keeps of each token when its backward pass computes nothing anew but normalisations and activations.
    let keptPerToken: Int
    /// What a layer keeps of each token when it is computed again: its input.
    let inputPerToken: Int
    /// What a layer needs of each token while it is computed, forward or backward.
    let workPerToken: Int
    /// What a pass needs whatever its size: above all the logits of one chunk.
    let fixed: Int

    init(_ model: LanguageModel, rank: Int) {
        let c = model.configuration
        let width = model.dtype.byteCount
        let attended = c.headCount * c.headSize
        let joint = attended + 2 * c.keyValueHeadCount * c.headSize
        layerCount = c.layerCount
        keptPerToken =
            width * (2 * c.hiddenSize + joint + attended + 2 * c.intermediateSize + 7 * rank) + 4 * c.headCount + 8
        inputPerToken = width * c.hiddenSize
        workPerToken = width * (6 * c.hiddenSize + 2 * joint + 2 * attended + 6 * c.intermediateSize)
        fixed = CompletionLoss.chunkSize(on: model.device) * c.vocabularySize * (width + 2) + 256 << 20
    }

    /// The memory of a pass over `tokens`, of which `recomputedLayers` are computed again.
    func bytes(tokens: Int, recomputedLayers: Int) -> Int {
        let work = workPerToken + (recomputedLayers > 0 ? keptPerToken : 0)
        let kept = keptPerToken * (layerCount - recomputedLayers) + inputPerToken * recomputedLayers
        return fixed + tokens * (work + kept)
    }

    /// The fewest layers that must be computed again for a pass over `tokens` to fit; all of them when even that is too much.
    func recomputedLayers(tokens: Int, within budget: Int) -> Int {
        (0...layerCount).first { bytes(tokens: tokens, recomputedLayers: $0) <= budget } ?? layerCount
    }

    /// The most tokens of a pass that fits without computing anything again.
    func tokens(within budget: Int) -> Int {
        max(0, (budget - fixed) / (workPerToken + keptPerToken * layerCount))
    }
}
