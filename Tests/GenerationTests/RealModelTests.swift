import Foundation
import LanguageModels
import Provenance
import Testing
import Torch

@testable import Generation

/// SmolLM2-135M-Instruct as transformers computes it; see `make_smollm2_reference.py`.
@Suite(.enabled(if: RealModel.isPresent, "needs the default model: make setup"))
struct RealModelTests {
    @Test func greedyContinuationsEqualTransformers() throws {
        let model = try LanguageModel(loading: RealModel.file, dtype: .float32, device: .cpu)
        let reference = try RealModel.reference()
        let requests = reference.rows.enumerated().map { index, row in
            GenerationRequest(
                id: "\(index)", prompt: row.prompt,
                settings: SamplingSettings(temperature: 0, maximumTokens: row.output.count),
                key: RandomKey(experimentSeed: 0, stage: "test", recordID: "\(index)"))
        }
        let results = try BatchGenerator(model) { _ in [] }.generate(requests)
        #expect(results.count == reference.rows.count)
        for (result, row) in zip(results, reference.rows) {
            #expect(result.tokens == row.output, "row \(result.id)")
        }
    }
}

enum RealModel {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let file = root.appending(path: ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf")
    static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }

    struct Reference: Decodable {
        struct Row: Decodable {
            let prompt: [Int]
            let output: [Int]
        }
        let rows: [Row]
    }

    static func reference() throws -> Reference {
        let path = root.appending(path: "Tests/LanguageModelsTests/Fixtures/smollm2_greedy.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: path))
    }
}
