import Foundation

/// What others say of labels and scores, as written by `Fixtures/make_calibration_reference.py`.
struct CalibrationReference: Decodable {
    struct Labels: Decodable {
        let labels: [String]
        let truth: [String]
        let said: [String]
        let table: [[Int]]
        let kappa: Double
        let interval: [Double]
        let sensitivities: [Double]
        let specificities: [Double]
    }

    struct Scores: Decodable {
        let truth: [Double]
        let said: [Double]
        let meanAbsoluteError: Double
        let rankCorrelation: Double
    }

    let labels: [Labels]
    let scores: [Scores]

    static func load() throws -> Self {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/calibration_reference.json")
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}
