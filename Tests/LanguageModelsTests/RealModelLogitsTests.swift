import Foundation
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// SmolLM2-135M-Instruct from its GGUF file gives the logits that transformers gives from the same file.
@Suite(.enabled(if: Prerequisite.isPresent(Prerequisite.smolLM2), "needs the default model: make setup"))
struct RealModelLogitsTests {
    @Test func logitsOfTheQuantizedModelMatchTransformers() throws {
        let model = try LanguageModel(loading: Prerequisite.smolLM2, dtype: .float32, device: .cpu)
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(contentsOf: ReferenceModel.fixtures.appending(path: "smollm2_greedy.json")))
        let expected = reference.lastPromptPosition
        let prompt = reference.rows[expected.row].prompt

        let logits = try model.logits([prompt]).narrowed(0, from: prompt.count - 1, count: 1).floats()
        #expect(relativeError(expected.ids.map { logits[$0] }, expected.logits) < 1e-4)
        let ranked = logits.indices.sorted { logits[$0] > logits[$1] }
        #expect(Array(ranked.prefix(expected.ids.count)) == expected.ids)
    }

    private struct Reference: Decodable {
        let lastPromptPosition: Position
        let rows: [Row]

        struct Position: Decodable {
            let row: Int
            let ids: [Int]
            let logits: [Float]
        }

        struct Row: Decodable {
            let prompt: [Int]
        }
    }
}
