import Foundation
import ModelFiles
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// Weights come out the same however they are cut into pieces.
@Suite struct WeightLoaderTests {
    @Test(arguments: [DType.float32, .bfloat16], [32, 1_000_000])
    func piecesAddUpToTheTensors(dtype: DType, pieceElements: Int) throws {
        let source = try Checkpoint.open(ReferenceModel("llama").folder)
        let parts = try source.tensors.map { tensor in
            WeightLoader.Part(name: tensor.name, destination: try .full([tensor.elementCount], 7, dtype))
        }
        try WeightLoader(source: source, device: .cpu, pieceElements: pieceElements).load(parts)
        for part in parts {
            let expected = try Tensor(source.floats(part.name)).to(dtype).floats()
            let loaded = try part.destination.floats()
            #expect(loaded == expected, "\(part.name)")
        }
    }

    @Test func aFileThatIsCutShortMeanwhileIsAnError() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try RandomCheckpoint.small().write(to: folder)
        let file = folder.appending(path: "model.safetensors")
        let source = try Checkpoint.open(folder)
        let parts = try source.tensors.map { tensor in
            WeightLoader.Part(name: tensor.name, destination: try .empty([tensor.elementCount]))
        }
        #expect(truncate(file.path, 20_000) == 0)
        let error = #expect(throws: ModelFileError.self) {
            try WeightLoader(source: source, device: .cpu).load(parts)
        }
        #expect(error?.found.contains("its end") == true)
    }
}
