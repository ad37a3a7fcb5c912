import Foundation

/// What statsmodels and scipy say, as written by `Fixtures/make_power_reference.py`.
struct PowerReference: Decodable {
    struct Arcsine: Decodable {
        let baseline: Double
        let samples: Int
        let baselineSamples: Int
        let power: Double
        let confidence: Double
        let rate: Double?
    }

    struct Independent: Decodable {
        let baseline: Double
        let samples: Int
        let baselineSamples: Int
        let confidence: Double
        /// Pairs of a rate and its power.
        let powers: [[Double]]
        let rate: Double?
    }

    struct Paired: Decodable {
        let pairs: Int
        let discordance: Double
        let difference: Double?
    }

    struct NoneOf: Decodable {
        let trials: Int
        let confidence: Double
        let upper: Double
    }

    let arcsine: [Arcsine]
    let independent: [Independent]
    let paired: [Paired]
    let noneOf: [NoneOf]

    static func load() throws -> Self {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/power_reference.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}
