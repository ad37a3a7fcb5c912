import Foundation
import ModelFiles
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// Adapters that PEFT wrote do here what they do in PEFT, or are refused.
@Suite struct PEFTParityTests {
    private let tolerance: Float = 1e-5

    @Test(arguments: ReferenceModel.all)
    func adapterLogitsMatchPEFT(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        for name in reference.adapters {
            let adapter = try LowRankAdapter(loading: reference.folder.appending(path: name), for: model)
            for (index, row) in try reference.cases().rows.enumerated() {
                let expected = try reference.expected("\(name).rows.\(index).logits")
                let logits = try model.logits([row], adapter: adapter).floats()
                #expect(relativeError(logits, expected) < tolerance, "\(name), row \(index)")
            }
        }
    }

    @Test(arguments: ReferenceModel.all)
    func mergedLogitsMatchPEFTAndTheBaseStaysAsItWas(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let row = try #require(try reference.cases().rows.last)
        for name in reference.adapters {
            let adapter = try LowRankAdapter(loading: reference.folder.appending(path: name), for: model)
            let merged = try model.merging(adapter).logits([row]).floats()
            #expect(try relativeError(merged, reference.expected("\(name).rows.2.logits")) < tolerance, "\(name)")
        }
        #expect(try relativeError(model.logits([row]).floats(), reference.expected("rows.2.logits")) < tolerance)
    }

    @Test(arguments: ReferenceModel.all)
    func savedAdaptersReadBackAsTheyWere(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        for name in reference.adapters {
            let original = try LowRankAdapter(loading: reference.folder.appending(path: name), for: model)
            try withTemporaryFolder { folder in
                try original.save(to: folder)
                let reread = try LowRankAdapter(loading: folder, for: model)
                #expect(reread.configuration == original.configuration)
                #expect(reread.paths == original.paths)
                #expect(reread.updates.mapValues(\.scale) == original.updates.mapValues(\.scale))
                for (copy, parameter) in zip(reread.parameters, original.parameters) {
                    #expect(try copy.floats() == parameter.floats())
                }
            }
        }
    }

    @Test func anAdapterForAnotherModelIsRefused() throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        for other in ["qwen2", "qwen3", "llama3-scaled"] {
            let folder = ReferenceModel(other).folder.appending(path: "adapter")
            #expect(throws: AdapterError.self, "\(other)") { try LowRankAdapter(loading: folder, for: model) }
        }
    }

    /// What PEFT itself once passed over in silence: the result was the base model.
    @Test func aKeyThatMatchesNoLayerIsRefused() throws {
        try withCopiedAdapter { folder in
            try rewriteKeys(folder) { "base_model." + $0 }
        }
        try withCopiedAdapter { folder in
            try rewriteKeys(folder) { $0.replacingOccurrences(of: "layers.1.", with: "layers.7.") }
        }
    }

    @Test func aKeyThatIsMissingIsRefused() throws {
        try withCopiedAdapter { folder in
            try rewriteKeys(folder) { $0.contains("layers.1.mlp.up_proj.lora_B") ? nil : $0 }
        }
    }

    @Test(arguments: [
        #""use_dora": true"#, #""bias": "all""#, #""lora_bias": true"#, #""modules_to_save": ["lm_head"]"#,
        #""fan_in_fan_out": true"#, #""layers_to_transform": [0]"#, #""exclude_modules": ["q_proj"]"#,
        #""target_parameters": ["weight"]"#, #""peft_type": "IA3""#, #""layer_replication": [[0, 2], [1, 2]]"#,
        #""trainable_token_indices": [5]"#, #""alora_invocation_tokens": [5, 6]"#, #""use_qalora": true"#,
        #""use_bdlora": {"nblocks": 2}"#, #""arrow_config": {"top_k": 2}"#, #""init_lora_weights": "pissa""#,
        #""r": 0"#, #""r": 8"#,
    ])
    func aSettingThatIsNotComputedIsRefused(_ setting: String) throws {
        try withCopiedAdapter { folder in
            let file = folder.appending(path: "adapter_config.json")
            var settings = try object(Data(contentsOf: file))
            settings.merge(try object(Data("{\(setting)}".utf8))) { _, new in new }
            try JSONSerialization.data(withJSONObject: settings).write(to: file)
        }
    }

    /// Changes a copy of llama's adapter, which must then be refused.
    private func withCopiedAdapter(
        _ change: (URL) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let reference = ReferenceModel("llama")
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        try withTemporaryFolder { folder in
            let copy = folder.appending(path: "adapter")
            try FileManager.default.copyItem(at: reference.folder.appending(path: "adapter"), to: copy)
            _ = try LowRankAdapter(loading: copy, for: model)
            try change(copy)
            #expect(throws: AdapterError.self, sourceLocation: sourceLocation) {
                try LowRankAdapter(loading: copy, for: model)
            }
        }
    }

    private func rewriteKeys(_ folder: URL, _ rename: (String) -> String?) throws {
        let file = folder.appending(path: LowRankAdapter.weightsFile)
        let source = try Checkpoint.open(file)
        var originals: [String: String] = [:]
        for name in source.tensorNames { if let renamed = rename(name) { originals[renamed] = name } }
        let declarations = try originals.map { renamed, name in
            TensorDeclaration(name: renamed, format: .f32, shape: try source.shape(of: name))
        }
        try SafetensorsWriter.write(declarations, to: file) { declaration, append in
            try source.withRawBytes(of: #require(originals[declaration.name])) { try append($0) }
        }
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}

/// Lends a new folder that is gone afterwards.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}
