import Foundation

/// What statsmodels and scipy say, as written by `Fixtures/make_statistics_reference.py`.
struct StatisticsReference: Decodable {
    struct Proportion: Decodable {
        let successes: Int
        let trials: Int
        let confidence: Double
        let wilson: [Double]
        let clopperPearson: [Double]
    }

    struct Difference: Decodable {
        let first: [Int]
        let second: [Int]
        let confidence: Double
        let interval: [Double]
    }

    struct Pairs: Decodable {
        let onlyFirst: Int
        let onlySecond: Int
        let pValue: Double
    }

    struct Clusters: Decodable {
        let clusters: [[Int]]
        let confidence: Double
        let interval: [Double]
    }

    struct Beta: Decodable {
        let a: Double
        let b: Double
        let x: Double
        let cumulative: Double
    }

    struct Normal: Decodable {
        let probability: Double
        let quantile: Double
    }

    let proportions: [Proportion]
    let differences: [Difference]
    let paired: [Pairs]
    let clustered: [Clusters]
    let beta: [Beta]
    let normal: [Normal]

    static func load() throws -> Self {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/statistics_reference.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

/// Whether two numbers agree to `digits` significant digits, or are both that close to zero.
func agree(_ first: Double, _ second: Double, digits: Int = 9) -> Bool {
    abs(first - second) <= pow(10, -Double(digits)) * max(1e-3, abs(first), abs(second))
}
