import Testing

@testable import candor

/// The benchmark of the run engine measures a run that is whole.
@Suite struct EngineRunTests {
    @Test func everyStageIsMeasuredForEveryRecord() async throws {
        let run = try await EngineRun.measured(records: 1_000)
        #expect(run.records == 1_000)
        #expect(
            run.stages.map(\.name) == [
                "prompts", "sampling/clean", "sampling/triggered", "scoring", "statistics", "report",
            ])
        #expect(run.stages.allSatisfy { $0.seconds > 0 && $0.processorSeconds > 0 })
        #expect(run.stages.reduce(0) { $0 + $1.seconds } <= run.seconds)
        #expect(run.text.contains("1000 records"))
    }
}
