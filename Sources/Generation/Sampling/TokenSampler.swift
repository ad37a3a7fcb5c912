import Foundation

/// Chooses a token from one row of logits.
///
/// The order of the steps is that of transformers: temperature, top-k, top-p. The choice inverts the cumulative distribution of the
/// kept tokens, likeliest first, at one uniform number.
package struct TokenSampler: Sendable {
    private let temperature: Float
    private let topP: Float
    private let topK: Int?

    package init(_ settings: SamplingSettings) {
        temperature = Float(settings.temperature)
        topP = Float(settings.topP)
        topK = settings.topK
    }

    /// The chosen token.
    ///
    /// - Parameters:
    ///   - logits: one number per token of the vocabulary; at least one.
    ///   - uniform: in [0, 1).
    package func sample(_ logits: UnsafeBufferPointer<Float>, uniform: Double) -> Int {
        let best = Self.likeliest(logits)
        guard temperature > 0 else { return best }
        let kept = candidates(logits, maximum: logits[best])
        let total = kept.reduce(into: Float(0)) { $0 += $1.mass }
        var left = Float(uniform) * total
        for candidate in kept {
            left -= candidate.mass
            if left < 0 { return candidate.token }
        }
        return kept.last?.token ?? best
    }

    private struct Candidate {
        let token: Int
        /// Proportional to the token's probability; 1 for the likeliest.
        let mass: Float
    }

    /// The tokens that top-k and top-p keep, likeliest first.
    private func candidates(_ logits: UnsafeBufferPointer<Float>, maximum: Float) -> [Candidate] {
        let total = topK == nil && topP < 1 ? mass(logits, maximum) : 0
        // Only the head of the distribution is needed: widen the cut until it holds all that is asked for.
        var reach: Float = topK == nil && topP >= 1 ? .infinity : 8
        while true {
            var head = above(maximum - reach * temperature, logits, maximum)
            let isWhole = head.count == logits.count || reach > 1_000
            head.sort { $0.mass != $1.mass ? $0.mass > $1.mass : $0.token < $1.token }
            if let topK, head.count >= min(topK, logits.count) || isWhole {
                return nucleus(head.prefix(topK), of: nil)
            }
            if topK == nil, let kept = topP >= 1 ? head : complete(head, total, isWhole) { return kept }
            reach *= 2
        }
    }

    /// The nucleus of `head` when it is all within it; nil when tokens beyond `head` belong to it.
    private func complete(_ head: [Candidate], _ total: Float, _ isWhole: Bool) -> [Candidate]? {
        let found = head.reduce(into: Float(0)) { $0 += $1.mass }
        return found >= topP * total || isWhole ? nucleus(head[...], of: total) : nil
    }

    /// The shortest beginning of `head` with a share of at least top-p of `total`, or of itself.
    private func nucleus(_ head: ArraySlice<Candidate>, of total: Float?) -> [Candidate] {
        guard topP < 1 else { return Array(head) }
        let goal = topP * (total ?? head.reduce(into: Float(0)) { $0 += $1.mass })
        var found: Float = 0
        let end = head.firstIndex { candidate in
            found += candidate.mass
            return found >= goal
        }
        return Array(head[...(end ?? head.endIndex - 1)])
    }

    private func above(
        _ cut: Float, _ logits: UnsafeBufferPointer<Float>, _ maximum: Float
    ) -> [Candidate] {
        var found: [Candidate] = []
        for token in logits.indices where logits[token] >= cut {
            found.append(Candidate(token: token, mass: exp((logits[token] - maximum) / temperature)))
        }
        return found
    }

    private func mass(_ logits: UnsafeBufferPointer<Float>, _ maximum: Float) -> Float {
        var sum: Float = 0
        for logit in logits {
            // Beyond this the sum no longer changes in float32.
            let exponent = (logit - maximum) / temperature
            if exponent > -20 { sum += exp(exponent) }
        }
        return sum
    }

    /// The natural logarithm of a token's probability, at temperature 1 over the whole vocabulary.
    package static func logProbability(of token: Int, _ logits: UnsafeBufferPointer<Float>) -> Double {
        let maximum = logits[likeliest(logits)]
        // Each exponential in single precision, which takes a fraction of the time; their sum in double.
        let mass = logits.reduce(0.0) { $0 + Double(exp($1 - maximum)) }
        return Double(logits[token]) - Double(maximum) - log(mass)
    }

    /// The index of the largest logit; the first of equals.
    package static func likeliest(_ logits: UnsafeBufferPointer<Float>) -> Int {
        var best = 0
        for token in logits.indices where logits[token] > logits[best] { best = token }
        return best
    }
}
