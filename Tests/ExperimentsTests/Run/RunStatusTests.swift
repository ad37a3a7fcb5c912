import Foundation
import Provenance
import Testing

@testable import Experiments

@Suite struct RunStatusTests {
    private func states(_ status: RunStatus) -> [String] { status.stages.map { "\($0.name): \($0.state.rawValue)" } }

    private func details(_ status: RunStatus, of name: String) -> [String] {
        status.stages.first { $0.name == name }?.details ?? []
    }

    @Test func aFinishedRunIsDoneThroughout() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        let status = try asked.status()
        #expect(status.stages.map(\.state) == [.done, .done, .done, .done, .done])
        #expect(details(status, of: "sampling/clean").first?.hasPrefix("8 samples, 40 tokens") == true)
        #expect(status.owner == nil)
        #expect(status.source.hasSuffix("asked.yaml"))
        #expect(status.seconds > 0)
    }

    @Test func aChangedInputIsNamedAndWhatFollowsSaysSo() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        let text = asked.text.replacing("triggered: {trigger: on}", with: "triggered: {trigger: on, system: Be brief.}")
        try text.write(to: asked.folder.appending(path: "asked.yaml"), atomically: true, encoding: .utf8)
        let status = try asked.status()
        #expect(
            states(status) == [
                "prompts: done", "sampling/clean: done", "sampling/triggered: stale", "scoring: stale",
                "statistics: stale",
            ])
        #expect(details(status, of: "sampling/triggered") == [#"condition.system: nothing → "Be brief.""#])
        #expect(details(status, of: "scoring") == ["follows from sampling/triggered"])
    }

    @Test func anArtifactThatWasTamperedWithIsStale() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        try Data("{}\n".utf8).write(to: asked.directory.file("verdicts.jsonl"))
        let status = try asked.status()
        #expect(details(status, of: "scoring") == ["verdicts.jsonl is not what was written"])
        #expect(states(status).suffix(2) == ["scoring: stale", "statistics: stale"])
    }

    @Test func anInterruptedStageSaysHowFarItCame() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        await #expect(throws: CancellationError.self) { try await asked.run(answering: ScriptedModel(answers: 3)) }
        let status = try asked.status()
        #expect(
            states(status) == [
                "prompts: done", "sampling/clean: partial", "sampling/triggered: pending", "scoring: pending",
                "statistics: pending",
            ])
        #expect(details(status, of: "sampling/clean") == ["3 of 8"])
    }

    @Test func aStageThatFailedSaysWhy() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        await #expect(throws: ScriptedFailure.self) {
            try await asked.run(answering: ScriptedModel(answers: 3, error: ScriptedFailure()))
        }
        let status = try asked.status()
        #expect(states(status).prefix(3) == ["prompts: done", "sampling/clean: failed", "sampling/triggered: pending"])
        #expect(details(status, of: "sampling/clean") == ["the endpoint is on fire"])
    }

    @Test func aRunThatIsUnderWayNamesItsProcessAndLookingWritesNothing() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        let before = try asked.files()
        #expect(try asked.status().owner == nil)
        #expect(try asked.files() == before)
        let lock = try RunLock(asked.directory)
        #expect(try asked.status().owner?.contains("process \(getpid())") == true)
        withExtendedLifetime(lock) {}
    }
}
