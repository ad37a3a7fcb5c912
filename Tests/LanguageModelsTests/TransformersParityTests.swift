import Foundation
import ModelFiles
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// The tiny checkpoints give the logits that Hugging Face transformers gives.
@Suite struct TransformersParityTests {
    /// Both sides compute in float32 and differ in the order of sums only.
    private let tolerance: Float = 1e-5

    @Test(arguments: ReferenceModel.all)
    func logitsMatchTransformersForEachArchitecture(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        for (index, row) in try reference.cases().rows.enumerated() {
            let expected = try reference.expected("rows.\(index).logits")
            #expect(try relativeError(model.logits([row]).floats(), expected) < tolerance, "row \(index)")
        }
    }

    @Test(arguments: ReferenceModel.all)
    func rowsPackedIntoOneBatchDoNotSeeEachOther(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let rows = try reference.cases().rows
        let expected = try rows.indices.flatMap { try reference.expected("rows.\($0).logits") }
        #expect(try relativeError(model.logits(rows).floats(), expected) < tolerance)
    }

    @Test(arguments: ReferenceModel.all)
    func logitsMatchBeyondTheOriginalContextLength(_ reference: ReferenceModel) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let long = try reference.cases().long
        let expected = try reference.expected("long.logits")
        #expect(try relativeError(model.logits(at: long), expected) < tolerance)
    }

    @Test(arguments: ["attention-factor", "betas", "no-truncation", "linear", "default"])
    func everyRotaryScalingMatchesTransformers(variant: String) throws {
        let reference = ReferenceModel("llama-yarn")
        let model = try reference.model(variant: variant)
        let expected = try reference.expected("variants.\(variant).long.logits")
        #expect(try relativeError(model.logits(at: reference.cases().long), expected) < tolerance)
    }

    @Test func aScalingThatIsNotComputedIsRefused() throws {
        #expect(throws: ModelError.self) { try ReferenceModel("llama-yarn").model(variant: "mscale") }
    }

    @Test(arguments: ReferenceModel.all)
    func bfloat16StaysNearFloat32(_ reference: ReferenceModel) throws {
        let row = try #require(try reference.cases().rows.last)
        let model = try LanguageModel(loading: reference.folder, dtype: .bfloat16, device: .cpu)
        let error = try relativeError(model.logits([row]).floats(), reference.expected("rows.2.logits"))
        #expect(error > 1e-4 && error < 0.15)
    }
}

extension ReferenceModel {
    /// The same weights under another `config.json`.
    fileprivate func model(variant: String) throws -> LanguageModel {
        let file = folder.appending(path: "variants/\(variant).json")
        let configuration = try DecoderConfiguration(huggingFace: Data(contentsOf: file), file: file.path)
        return try LanguageModel(Checkpoint.open(folder), configuration, dtype: .float32, device: .cpu)
    }
}

extension LanguageModel {
    /// The logits of a row at the positions that are kept.
    fileprivate func logits(at row: ReferenceModel.Cases.Long) throws -> [Float] {
        try logits([row.ids]).selecting(Tensor(row.positions)).floats()
    }
}
