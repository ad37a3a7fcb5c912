import Foundation
import ModelFiles
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// PEFT reads the adapters that are written here; see `check_exported_adapter.py`.
@Suite(.enabled(if: Prerequisite.isPresent(Prerequisite.python), "needs PEFT: make fixtures"), .serialized)
struct AdapterExportTests {
    @Test(arguments: ReferenceModel.all)
    func peftGivesTheLogitsOfAnExportedAdapter(_ reference: ReferenceModel) throws {
        try withTemporaryFolder { folder in
            let (model, adapter) = try Self.trainedAdapter(reference)
            #expect(try Self.check(reference, adapter, logitsOf: model, with: adapter, in: folder) == 0)
        }
    }

    @Test func theCheckFailsForLogitsOfTheBaseModel() throws {
        try withTemporaryFolder { folder in
            let reference = ReferenceModel("llama")
            let (model, adapter) = try Self.trainedAdapter(reference)
            #expect(try Self.check(reference, adapter, logitsOf: model, with: nil, in: folder) == 1)
        }
    }

    private static func check(
        _ reference: ReferenceModel, _ adapter: LowRankAdapter, logitsOf model: LanguageModel,
        with applied: LowRankAdapter?, in folder: URL
    ) throws -> Int32 {
        try adapter.save(to: folder.appending(path: "adapter"))
        let check = PEFTCheck(model: reference.folder, adapter: folder.appending(path: "adapter"), in: folder)
        return try check.status(of: reference.cases().rows) { try model.logits([$0], adapter: applied) }
    }

    /// A fresh adapter with every setting that is supported, and updates that are not zero.
    private static func trainedAdapter(_ reference: ReferenceModel) throws -> (LanguageModel, LowRankAdapter) {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let configuration = AdapterConfiguration(
            rank: 3, alpha: 6, isRankStabilized: true, rankPatterns: ["k_proj": 2], alphaPatterns: ["down_proj": 9])
        let adapter = try LowRankAdapter(for: model, configuration, seed: 5)
        for (index, path) in adapter.paths.enumerated() {
            let up = try #require(adapter.updates[path]).up
            try up.addInPlace(.full(up.shape, 0.02 * Double(index % 5 + 1)))
        }
        return (model, adapter)
    }
}
