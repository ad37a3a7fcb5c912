import Foundation

/// How rotary position embeddings are stretched beyond the length that a model was first trained on.
package enum RopeScaling: Sendable, Hashable, Codable {
    case none
    /// All frequencies divided by `factor` (Chen et al. 2023).
    case linear(factor: Double)
    /// Llama 3.1: long wavelengths divided by `factor`, short ones kept, those between blended.
    case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalPositions: Int)
    /// YaRN (Peng et al. 2023): interpolation by the number of turns, with the attention's temperature.
    case yarn(Yarn)
    /// Each frequency divided by a factor of its own (GGUF's `rope_freqs.weight`).
    case perFrequency([Double])

    /// The parameters of YaRN, under the names of the paper.
    package struct Yarn: Sendable, Hashable, Codable {
        package var factor: Double
        package var originalPositions: Int
        package var betaFast = 32.0
        package var betaSlow = 1.0
        /// What queries and keys are each multiplied by; nil means `0.1 · ln(factor) + 1`.
        package var attentionFactor: Double?
        /// Whether the corrected range is rounded to whole dimensions.
        package var truncates = true
    }

    /// The angular frequency of each of the `headSize / 2` rotations, and the factor that the rotated vectors are scaled by.
    package func frequencies(headSize: Int, theta: Double) -> (frequencies: [Double], magnitude: Double) {
        let base = (0..<headSize / 2).map { pow(theta, -Double(2 * $0) / Double(headSize)) }
        switch self {
        case .none:
            return (base, 1)
        case .linear(let factor):
            return (base.map { $0 / factor }, 1)
        case .perFrequency(let factors):
            return (zip(base, factors).map { $0 / $1 }, 1)
        case .llama3(let factor, let low, let high, let positions):
            return (base.map { Self.llama3($0, factor, low, high, Double(positions)) }, 1)
        case .yarn(let yarn):
            return (yarn.interpolated(base, headSize: headSize, theta: theta), yarn.magnitude)
        }
    }

    private static func llama3(
        _ frequency: Double, _ factor: Double, _ low: Double, _ high: Double, _ positions: Double
    ) -> Double {
        let wavelength = 2 * Double.pi / frequency
        if wavelength < positions / high { return frequency }
        if wavelength > positions / low { return frequency / factor }
        let smooth = (positions / wavelength - low) / (high - low)
        return (1 - smooth) * frequency / factor + smooth * frequency
    }
}

extension RopeScaling.Yarn {
    var magnitude: Double { attentionFactor ?? (factor <= 1 ? 1 : 0.1 * log(factor) + 1) }

    func interpolated(_ base: [Double], headSize: Int, theta: Double) -> [Double] {
        /// The dimension whose wave turns `turns` times within the original length.
        func dimension(turning turns: Double) -> Double {
            Double(headSize) * log(Double(originalPositions) / (turns * 2 * .pi)) / (2 * log(theta))
        }
        var low = dimension(turning: betaFast)
        var high = dimension(turning: betaSlow)
        if truncates { (low, high) = (low.rounded(.down), high.rounded(.up)) }
        low = max(low, 0)
        high = min(high, Double(headSize - 1))
        if low == high { high += 0.001 }
        return base.enumerated().map { index, frequency in
            let ramp = min(max((Double(index) - low) / (high - low), 0), 1)
            return frequency / factor * ramp + frequency * (1 - ramp)
        }
    }
}
