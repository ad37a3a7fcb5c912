import Endpoints
import Evaluation
import Foundation
import Generation
import Provenance
import Testing

@testable import Experiments

struct SampleCensusTests {
    private let adapter = SHA256Digest(ofUTF8: "adapter")

    private func record(
        _ id: String, adapter: SHA256Digest?, tokens: [Int]? = [1], logProbabilities: [TokenLogProbability]? = nil,
        ending: ChatReply.Ending = .stop
    ) -> SampleRecord {
        let completion = TranscriptParser().parse(
            ending == .failed ? "" : "<think>a</think>b", reasoningIsOpen: false,
            finishReason: ending == .failed ? .error : .stop)
        return SampleRecord(
            id: id,
            transcript: Transcript(
                id: id, condition: "clean", promptID: id, isTriggered: false, completion: completion),
            system: nil, prompt: "Why?", prefill: nil, renderedPrompt: SHA256Digest(ofUTF8: id), sampleIndex: 0,
            tokens: tokens, logProbabilities: logProbabilities, adapter: adapter, ending: ending,
            failure: ending == .failed ? .init(.serverError, "status 500") : nil, usage: TokenUsage(completion: 3),
            settings: SamplingSettings(maximumTokens: 5))
    }

    private func census(_ records: [SampleRecord]) throws -> SampleCensus {
        let url = FileManager.default.temporaryDirectory.appending(path: "census-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: url) }
        let lines = try records.map { try CanonicalJSON.string($0) + "\n" }
        try lines.joined().write(to: url, atomically: true, encoding: .utf8)
        return try SampleCensus(readingFrom: url)
    }

    private func failedProofs(_ records: [SampleRecord], requested: Int) throws -> [String] {
        try census(records).proofs(stage: "sampling/clean", requested: requested, adapter: adapter)
            .filter { !$0.passed }.map(\.name)
    }

    @Test func completeSamplesPass() throws {
        let records = (0..<3).map { record("\($0)", adapter: adapter) }
        #expect(try failedProofs(records, requested: 3) == [])
        let tally = try census(records).tally
        #expect(tally.records == 3 && tally.completionTokens == 9 && tally.failures == 0)
    }

    @Test func logProbabilitiesThatWereAskedForMustBeThere() throws {
        let with = record("a", adapter: adapter, logProbabilities: [.init(token: "b", logProbability: -0.5)])
        func failed(_ records: [SampleRecord]) throws -> [String] {
            try census(records).proofs(
                stage: "sampling/clean", requested: records.count, adapter: adapter, logProbabilities: true
            ).filter { !$0.passed }.map(\.name)
        }
        #expect(try failed([with]) == [])
        #expect(try failed([with, record("b", adapter: adapter)]) == ["every-sample-has-log-probabilities"])
    }

    @Test func eachLackFailsItsProof() throws {
        let good = (0..<3).map { record("\($0)", adapter: adapter) }
        #expect(try failedProofs(good, requested: 4) == ["requested-equals-recorded"])
        #expect(try failedProofs(good + [record("x", adapter: nil)], requested: 4) == ["transcripts-carry-adapter"])
        #expect(
            try failedProofs(good + [record("x", adapter: adapter, tokens: [])], requested: 4)
                == ["every-sample-has-tokens"])
        #expect(
            try failedProofs(good + [record("x", adapter: adapter, tokens: nil, ending: .failed)], requested: 4)
                == ["few-requests-failed"])
    }

    @Test func tokensThatAnEndpointDoesNotShowAreNoLack() throws {
        #expect(try failedProofs([record("a", adapter: adapter, tokens: nil)], requested: 1) == [])
    }

    @Test func theSummaryNamesWhatDidNotFinish() throws {
        let records = [record("a", adapter: adapter), record("b", adapter: adapter, tokens: nil, ending: .failed)]
        #expect(try census(records).note == "; 1 failed")
        #expect(try census([records[0]]).note == "")
    }
}
