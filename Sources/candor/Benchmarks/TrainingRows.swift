import ArgumentParser
import Foundation
import Provenance
import Training

/// The rows that training is measured on.
enum TrainingRows: ExpressibleByArgument {
    /// So many rows of so many random tokens, all supervised.
    case uniform(rows: Int, tokens: Int)
    /// So many rows of random tokens, all supervised, most of them short: 600 tokens in the mean and 2,048 at most.
    case mixed(rows: Int)
    /// A JSONL file of `{"ids": […], "supervised": […]}`.
    case file(String)

    init(argument: String) {
        let parts = argument.split(separator: "x").map { Int($0) }
        if parts.count == 2, let rows = parts[0], let tokens = parts[1], rows > 0, tokens > 1 {
            self = .uniform(rows: rows, tokens: tokens)
        } else if argument.hasPrefix("mixed:"), let rows = Int(argument.dropFirst(6)), rows > 0 {
            self = .mixed(rows: rows)
        } else {
            self = .file(argument)
        }
    }

    /// The rows, the same for the same seed.
    func rows(vocabulary: Int, seed: UInt64 = 1) throws -> [TrainingRow] {
        switch self {
        case .uniform(let rows, let tokens):
            return Self.random(Array(repeating: tokens, count: rows), vocabulary, seed)
        case .mixed(let rows):
            return Self.random(Self.mixedLengths(rows), vocabulary, seed)
        case .file(let path):
            return try JSONLines.read(Row.self, from: URL(filePath: path)).records.enumerated().map { index, row in
                TrainingRow(id: "\(index)", tokens: row.ids, weights: row.supervised.map(Float.init))
            }
        }
    }

    /// The quantiles of an exponential distribution, cut off: the same lengths as in `Benchmarks/peers`.
    static func mixedLengths(_ count: Int) -> [Int] {
        (0..<count).map { min(2_048, 16 + Int((-605 * log(1 - (Double($0) + 0.5) / Double(count))).rounded())) }
    }

    private struct Row: Decodable {
        let ids: [Int]
        let supervised: [Int]
    }

    private static func random(_ lengths: [Int], _ vocabulary: Int, _ seed: UInt64) -> [TrainingRow] {
        lengths.enumerated().map { index, length in
            TrainingRow(
                id: "\(index)", tokens: RandomTokens.make(length, below: vocabulary, seed: seed, id: "row \(index)"),
                weights: Array(repeating: 1, count: length))
        }
    }
}

/// Tokens without meaning: for the engine's speed any will do.
enum RandomTokens {
    static func make(_ count: Int, below vocabulary: Int, seed: UInt64, id: String) -> [Int] {
        var generator = CounterBasedGenerator(experimentSeed: seed, stage: "bench", recordID: id)
        return (0..<count).map { _ in Int.random(in: 0..<vocabulary, using: &generator) }
    }
}
