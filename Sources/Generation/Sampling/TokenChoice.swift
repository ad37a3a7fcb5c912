import Foundation
import Kernels

/// How one token of one sequence is chosen.
struct TokenChoice: Sendable {
    let sampler: TokenSampler
    /// In [0, 1).
    let uniform: Double
    let wantsLogProbability: Bool
}

/// The next token of a sequence.
struct ChosenToken: Sendable, Hashable {
    let token: Int
    /// The natural logarithm of its probability, at temperature 1 over the whole vocabulary; nil unless wanted.
    let logProbability: Double?
}

extension LogitRows {
    /// One token from each row.
    func tokens(_ choices: [TokenChoice]) throws -> [ChosenToken] {
        let summaries = try summaries(temperatures: choices.map(\.sampler.summaryTemperature))
        let plain =
            choices.contains(where: \.wantsLogProbability)
            ? try self.summaries(temperatures: choices.map { _ in 1 }) : summaries
        return try choices.indices.map { row in
            let choice = choices[row]
            let chosen = try choice.sampler.sample(self, row: row, summaries[row], uniform: choice.uniform)
            let logProbability = Double(chosen.logit - plain[row].largest) - log(Double(plain[row].mass))
            return ChosenToken(
                token: chosen.token, logProbability: choice.wantsLogProbability ? logProbability : nil)
        }
    }
}
