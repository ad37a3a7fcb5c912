import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

@Suite struct AdapterSizeTests {
    private static let targets: [AdapterConfiguration.Targets] = [
        .allLinear, .modules(["q_proj", "v_proj"]), .modules(["o_proj", "lm_head"]),
        .expression(".*layers\\.1\\.mlp.*"),
    ]

    @Test(arguments: ReferenceModel.all, targets)
    func theSizeIsThatOfTheAdapterItself(reference: ReferenceModel, targets: AdapterConfiguration.Targets) throws {
        let model = try LanguageModel(loading: reference.folder, dtype: .float32, device: .cpu)
        let configuration = AdapterConfiguration(rank: 3, alpha: 6, targets: targets, rankPatterns: ["v_proj": 2])
        let size = try configuration.size(for: model.configuration)
        let adapter = try LowRankAdapter(for: model, configuration, seed: 1)
        func count(_ tensor: Tensor) -> Int { tensor.shape.reduce(1, *) }
        #expect(size.parameterCount == adapter.parameters.map(count).reduce(0, +))
        let merged = model.projections.filter { $0.parts.contains { adapter.updates[$0.path] != nil } }
        #expect(size.mergedParameterCount == merged.map { count($0.weight) }.reduce(0, +))
    }

    @Test func targetsThatMatchNothingHaveNoSize() throws {
        let model = try LanguageModel(loading: ReferenceModel("llama").folder, dtype: .float32, device: .cpu)
        let configuration = AdapterConfiguration(rank: 3, alpha: 6, targets: .modules(["c_attn"]))
        #expect(try configuration.size(for: model.configuration) == AdapterSize())
    }
}
