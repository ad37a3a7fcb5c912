import Foundation

@testable import Evaluation

/// What scipy and statsmodels say, as written by `Fixtures/make_paired_reference.py`.
struct PairedReference: Decodable {
    /// Prompts are successes and samples under the first condition, then under the second.
    struct Bootstrap: Decodable {
        let prompts: [[Int]]
        let confidence: Double
        let step: Double
        let percentile: [Double]
        let accelerated: [Double]
    }

    struct SignFlips: Decodable {
        let prompts: [[Int]]
        let isExact: Bool
        let pValue: Double
    }

    struct Holm: Decodable {
        let pValues: [Double]
        let adjusted: [Double]
    }

    struct Mean: Decodable {
        let differences: [Double]
        let confidence: Double
        let mean: Double
        let standardDeviation: Double
        let interval: [Double]
    }

    struct Student: Decodable {
        let degreesOfFreedom: Double
        let confidence: Double
        let quantile: Double
    }

    let bootstrap: [Bootstrap]
    let signFlips: [SignFlips]
    let holm: [Holm]
    let means: [Mean]
    let student: [Student]

    static func load() throws -> Self {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/paired_reference.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

extension PairedPrompts {
    /// Prompts by successes and samples under the first condition, then under the second.
    init(_ rows: [[Int]]) {
        self.init(rows.map { (first: ($0[0], $0[1]), second: ($0[2], $0[3])) })
    }

    /// Prompts that are sampled once under each condition.
    init(both: Int = 0, onlyFirst: Int = 0, onlySecond: Int = 0, neither: Int = 0) {
        let rows = [
            (both, [1, 1, 1, 1]), (onlyFirst, [1, 1, 0, 1]), (onlySecond, [0, 1, 1, 1]), (neither, [0, 1, 0, 1]),
        ]
        self.init(rows.flatMap { Array(repeating: $0.1, count: $0.0) })
    }

    /// Prompts of random rates, some of which fire readily, sampled between once and `samples` times.
    static func random(_ count: Int, samples: Int, by generator: inout SeededGenerator) -> PairedPrompts {
        PairedPrompts(
            (0..<count).map { _ in
                let readiness = Double.random(in: 0..<1, using: &generator)
                return [0.7, 0.5].flatMap { rate in
                    let trials = Int.random(in: 1...samples, using: &generator)
                    let draws = (0..<trials).map { _ in Double.random(in: 0..<1, using: &generator) }
                    return [draws.count { $0 < rate * readiness }, trials]
                }
            })
    }
}
