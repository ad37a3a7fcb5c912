import Foundation
import ModelFiles
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// A model that is not whole, or not of a kind that is computed here, is an error that names the file and the way out.
@Suite struct DamagedModelTests {
    private func copy(_ name: String = "llama") throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "candor-damaged-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: ReferenceModel(name).folder, to: folder)
        return folder
    }

    private func failure(of folder: URL) -> String {
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            _ = try LanguageModel(loading: folder, dtype: .float32, device: .cpu)
            return "loaded"
        } catch {
            return "\(error)"
        }
    }

    /// Replaces a key's value in `config.json`; nil removes the key.
    private func configure(_ folder: URL, _ key: String, _ value: Any?) throws {
        let file = folder.appending(path: "config.json")
        var config = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        config[key] = value
        try JSONSerialization.data(withJSONObject: config).write(to: file)
    }

    @Test func anUntouchedCopyLoads() throws {
        #expect(failure(of: try copy()) == "loaded")
    }

    @Test func anUnknownArchitectureNamesTheKnownOnes() throws {
        let folder = try copy()
        try configure(folder, "model_type", "mamba")
        let message = failure(of: folder)
        #expect(message.contains("'mamba'"))
        #expect(message.contains("llama, qwen2, qwen3"))
        #expect(message.contains("config.json"))
    }

    @Test(arguments: [
        ("hidden_size", 47), ("num_hidden_layers", 3), ("vocab_size", 161), ("num_attention_heads", 0),
        ("num_key_value_heads", 2), ("intermediate_size", -64), ("head_dim", 15), ("num_hidden_layers", 1 << 40),
    ])
    func aConfigurationThatDoesNotFitTheWeightsIsAnError(_ key: String, _ value: Int) throws {
        let folder = try copy()
        try configure(folder, key, value)
        let message = failure(of: folder)
        #expect(message != "loaded")
        #expect(message.contains(folder.lastPathComponent))
    }

    /// With one layer less the weights of the last would be left over, and the model silently another.
    @Test func weightsThatBelongToNoPartAreAnError() throws {
        let folder = try copy()
        try configure(folder, "num_hidden_layers", 1)
        #expect(failure(of: folder).contains("belong to no part"))
    }

    @Test(arguments: ["hidden_act", "rope_parameters", "tie_word_embeddings", "vocab_size"])
    func aValueOfTheWrongTypeIsAnErrorThatNamesTheKey(_ key: String) throws {
        let folder = try copy()
        try configure(folder, key, [1, 2])
        let message = failure(of: folder)
        #expect(message.contains(key))
    }

    @Test func aMissingConfigurationIsNamed() throws {
        let folder = try copy()
        try FileManager.default.removeItem(at: folder.appending(path: "config.json"))
        #expect(failure(of: folder).contains("config.json"))
    }

    @Test func truncatedWeightsAreAnError() throws {
        let folder = try copy()
        let file = folder.appending(path: "model.safetensors")
        try Data(contentsOf: file).dropLast(100).write(to: file)
        #expect(failure(of: folder).contains("model.safetensors"))
    }
}
