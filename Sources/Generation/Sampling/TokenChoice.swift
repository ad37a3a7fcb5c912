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
        let chosen = try chosen(choices, summaries)
        guard choices.contains(where: \.wantsLogProbability) else {
            return chosen.map { ChosenToken(token: $0.token, logProbability: nil) }
        }
        let plain = try self.summaries(temperatures: choices.map { _ in 1 })
        return choices.indices.map { row in
            let logProbability = Double(chosen[row].logit - plain[row].largest) - log(Double(plain[row].mass))
            return ChosenToken(
                token: chosen[row].token, logProbability: choices[row].wantsLogProbability ? logProbability : nil)
        }
    }

    /// Looks at the likeliest tokens of every row first, and further down only where those do not decide.
    private func chosen(_ choices: [TokenChoice], _ summaries: [Summary]) throws -> [Candidate] {
        var chosen: [Int: Candidate] = [:]
        var (open, round) = (Array(choices.indices), 0)
        while !open.isEmpty {
            let candidates = try candidates(
                rows: open, atLeast: open.map { choices[$0].sampler.cut(summaries[$0], round: round) })
            for (row, candidates) in zip(open, candidates) {
                chosen[row] = choices[row].sampler.choose(
                    candidates, summaries[row], round: round, uniform: choices[row].uniform)
            }
            open.removeAll { chosen[$0] != nil }
            round += 1
        }
        return choices.indices.compactMap { chosen[$0] }
    }
}
