import Foundation
import LanguageModels
import Torch

/// What the memory of a device is used for while it samples.
package struct MemoryPlan: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The weights of the model, in bytes.
    package let weights: Int
    /// The activations of the largest pass, in bytes.
    package let activations: Int
    /// Blocks of the cache, each with room for 16 tokens of a sequence.
    package let blocks: Int
    /// Keys and values of one block over all layers, in bytes.
    package let blockSize: Int

    /// Keys and values of all blocks, in bytes.
    package var cache: Int { blocks * blockSize }
    /// Tokens that fit into the cache.
    package var cachedTokens: Int { blocks * BlockPool.blockSize }

    package var description: String {
        func size(_ bytes: Int) -> String {
            let isLarge = bytes >= 1 << 30
            return String(format: "%.1f", Double(bytes) / (isLarge ? 0x1p30 : 0x1p20)) + (isLarge ? " GiB" : " MiB")
        }
        return "weights \(size(weights)), activations \(size(activations)), cache \(size(cache)): "
            + "\(blocks) blocks of \(BlockPool.blockSize) tokens"
    }
}

extension MemoryPlan {
    /// How much of the memory that is free goes to the cache at most; the rest is for other programs and for what no estimate sees.
    private static let share = 0.8

    /// The plan for sequences of the given lengths: a cache in which as many as run at once fit whole, or what the device has.
    ///
    /// - Parameter lengths: tokens that each sequence can come to.
    init(for model: LanguageModel, _ limits: BatchGenerator.Limits, lengths: [Int]) throws {
        let c = model.configuration
        let width = model.dtype.byteCount
        weights = model.weightBytes
        blockSize = 2 * c.layerCount * c.keyValueHeadCount * c.headSize * BlockPool.blockSize * width
        let joint = (c.headCount + 2 * c.keyValueHeadCount) * c.headSize
        let ofToken = 3 * c.hiddenSize + 2 * joint + 3 * c.intermediateSize
        // Logits in the model's type, and as float32 on their way to the sampler.
        activations =
            (limits.prefillTokens + limits.sequences) * ofToken * width
            + limits.sequences * c.vocabularySize * (width + 4)
        let wanted = lengths.sorted(by: >).prefix(limits.sequences).reduce(0) { $0 + BlockPool.blocks(for: $1) }
        let budget =
            try limits.cacheBytes
            ?? Int(Self.share * Double(max(0, model.device.freeMemory() - activations)))
        blocks = min(wanted, budget / blockSize)
    }
}
