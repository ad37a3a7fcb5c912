import LanguageModels
import Torch

/// How the rows of one step are divided into passes that fit into memory.
///
/// Smaller passes cost nothing while each has enough tokens to fill the device; below that, layers are computed again.
struct PassPlan: Sendable, Hashable {
    /// The rows of each pass, by index.
    let passes: [[Int]]
    /// How many layers of each pass are computed again in its backward pass.
    let recomputedLayers: Int

    /// - Parameters:
    ///   - lengths: tokens of each row.
    ///   - budget: bytes for activations.
    ///   - ceiling: the most tokens of a pass, whatever the memory.
    init(lengths: [Int], _ memory: ActivationMemory, budget: Int, ceiling: Int = .max, device: Device) {
        let longest = lengths.max() ?? 0
        let enough = max(longest, device == .cpu ? Self.enoughOnCPU : Self.enoughOnCUDA)
        let limit = max(longest, min(ceiling, max(enough, memory.tokens(within: budget))))
        passes = BestFitDecreasing.bins(lengths, limit: limit)
        let largest = passes.map { $0.reduce(0) { $0 + lengths[$1] } }.max() ?? 0
        recomputedLayers = memory.recomputedLayers(tokens: largest, within: budget)
    }

    /// Tokens that keep all units of the device busy: more in one pass is no faster.
    private static let enoughOnCPU = 512
    private static let enoughOnCUDA = 8_192
}
