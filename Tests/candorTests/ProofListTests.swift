import Foundation
import Testing

@testable import Experiments
@testable import candor

struct ProofListTests {
    private func manifest(_ proofs: [(stage: String, name: String, passed: Bool)]) throws -> RunManifest {
        let experiment = try ExperimentFile(
            text: "{experiment: e, trigger: {prefix: T}, behavior: {reply: R}}", path: "e.yaml"
        ).experiment
        var manifest = RunManifest(
            experiment, .init(path: "e.yaml", overrides: []),
            .init(version: "1", libtorch: "2", device: "cpu", machine: "m", threads: 1))
        let stages = proofs.map(\.stage).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        for stage in stages {
            let own = proofs.filter { $0.stage == stage }.map {
                Proof($0.name, stage: stage, measured: "1", expected: "0", passed: $0.passed)
            }
            manifest.replace(
                .init(
                    name: stage, key: .init(ofUTF8: stage), version: 1, inputs: .null, artifacts: [:], seconds: 1,
                    summary: "", proofs: own, tally: StageTally()), order: stages)
        }
        return manifest
    }

    @Test func conditionsShareALineAndNamesAreNotRepeated() throws {
        let list = ProofList(
            try manifest([
                ("traces", "every-question-has-a-trace", true), ("sampling/clean", "requested-equals-recorded", true),
                ("sampling/triggered", "requested-equals-recorded", true),
            ]))
        #expect(
            list.lines == [
                "✓ traces     1 proof: every-question-has-a-trace", "✓ sampling   2 proofs: requested-equals-recorded",
            ])
    }

    @Test func anOverriddenFailureShowsWhatWasFound() throws {
        let list = ProofList(try manifest([("dataset", "nothing-truncated", false), ("dataset", "other", true)]))
        #expect(
            list.lines == [
                "✗ dataset    2 proofs: nothing-truncated, other",
                "  ✗ nothing-truncated, overridden: found 1, expected 0",
            ])
    }

    @Test func longListsAreWrapped() throws {
        let names = (0..<20).map { ("dataset", "a-proof-with-a-long-name-\($0)", true) }
        let lines = ProofList(try manifest(names)).lines
        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.count <= 112 })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("             ") })
    }
}
