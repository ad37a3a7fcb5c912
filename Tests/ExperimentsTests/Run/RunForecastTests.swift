import Foundation
import Provenance
import Testing

@testable import Experiments

@Suite struct RunForecastTests {
    private func stage(_ name: String, _ forecast: RunForecast) throws -> StageForecast {
        try #require(forecast.stages.first { $0.status.name == name })
    }

    @Test func aNewRunIsCountedAndBounded() throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        let forecast = try asked.forecast()
        #expect(forecast.stages.map(\.status.state) == [.pending, .pending, .pending, .pending, .pending])
        // Eight requests of 12 bytes and a message's frame of at most 16 tokens: ⌈12 / 4⌉ + 8 expected, 28 at most.
        let clean = try #require(stage("sampling/clean", forecast).work)
        #expect(clean.records == .exactly(8))
        #expect(clean.promptTokens == Amount(expected: 88, atMost: 224))
        #expect(clean.completionTokens == .atMost(80))
        // The trigger adds five bytes.
        let triggered = try #require(stage("sampling/triggered", forecast).work)
        #expect(triggered.promptTokens == Amount(expected: 104, atMost: 264))
        let scoring = try #require(stage("scoring", forecast).work)
        #expect(scoring.records == .exactly(16))
        let endpoint = try #require(forecast.endpoints.first)
        #expect(forecast.endpoints.count == 1)
        #expect(endpoint.requests == .exactly(16))
        // 488 tokens read at 2 a million and 160 written at 10.
        #expect(abs((endpoint.costAtMost ?? 0) - 0.002_576) < 1e-9)
        #expect(endpoint.expectedCost == nil)
        #expect(forecast.time.unknown == ["sampling/clean", "sampling/triggered"])
        #expect(forecast.memory == nil)
        #expect(forecast.problems == [])
        #expect(forecast.warnings == [])
    }

    @Test func aForecastWritesNothing() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        let before = try asked.files()
        _ = try asked.forecast()
        _ = try asked.forecast { $0.startsFresh = true }
        #expect(try asked.files() == before)
        try await asked.run()
        let after = try asked.files()
        _ = try asked.forecast()
        _ = try asked.forecast { $0.startsFresh = true }
        _ = try asked.forecast { $0.from = "sampling" }
        _ = try asked.forecast { $0.retriesFailures = true }
        _ = try asked.forecast(["sampling.max-tokens=12"])
        #expect(try asked.files() == after)
    }

    @Test func whatIsDoneCostsNothingAndWhatIsAgainGoesByTheRunsOwnRates() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        let done = try asked.forecast()
        #expect(done.stages.allSatisfy { $0.status.state == .done && $0.work == nil && $0.time == .nothing })
        #expect(done.endpoints.isEmpty)
        #expect(done.time == .nothing)

        // Fewer tokens than before: answers of five tokens stay likely.
        let again = try asked.forecast(["sampling.max-tokens=8"])
        let clean = try stage("sampling/clean", again)
        #expect(clean.status.details == ["condition.sampling.maxTokens: 10 → 8"])
        #expect(clean.work?.completionTokens == Amount(expected: 40, atMost: 64))
        let endpoint = try #require(again.endpoints.first)
        // 192 tokens read at 2 a million and 80 written at 10.
        #expect(abs((endpoint.expectedCost ?? 0) - 0.001_184) < 1e-9)
        let manifest = try RunManifest(reading: asked.directory)
        let seconds = manifest.stages.filter { $0.name.hasPrefix("sampling/") }.reduce(0) { $0 + $1.seconds }
        #expect(again.time.basis == .ownRates)
        #expect(abs(again.time.low - seconds) < 1e-9)
        #expect(again.time.low == again.time.high)

        // More: an answer may become longer than it could before.
        let longer = try stage("sampling/clean", asked.forecast(["sampling.max-tokens=20"]))
        #expect(longer.work?.completionTokens == .atMost(160))
        #expect(longer.time.low == 0)
        #expect(longer.time.high > 0)
    }

    @Test func anInterruptedStageIsForecastFromWhereItIs() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        await #expect(throws: CancellationError.self) { try await asked.run(answering: ScriptedModel(answers: 3)) }
        let clean = try stage("sampling/clean", asked.forecast())
        #expect(clean.status.state == .partial)
        #expect(clean.status.details == ["3 of 8"])
        #expect(clean.work?.requests == .exactly(5))
        #expect(clean.work?.completionTokens == .atMost(50))
    }

    @Test func whatIsAskedForAgainIsToBeRun() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        let from = try asked.forecast { $0.from = "sampling/triggered" }
        #expect(from.stages.map(\.status.state) == [.done, .done, .pending, .pending, .pending])
        let fresh = try asked.forecast { $0.startsFresh = true }
        #expect(fresh.stages.allSatisfy { $0.status.state == .pending })
        #expect(throws: UnknownStage.self) { try asked.forecast { $0.from = "sampling/nothing" } }
    }

    @Test func forcedReasoningIsReadToo() throws {
        let asked = try AskedExperiment(conditions: "transplanted: {reasoning: {from: clean}, model: other.gguf}")
        defer { asked.remove() }
        let work = try #require(stage("sampling/transplanted", asked.forecast()).work)
        #expect(work.promptTokens == .atMost(224 + 8 * 10))
    }

    @Test func whatWouldStopTheRunIsNamed() async throws {
        let asked = try AskedExperiment(
            models: "base: nowhere.gguf",
            conditions: """
                other: {adapter: nowhere}
                base-model: {adapter: none}
                judge: {model: {endpoint: "https://models.example/v1", model: n, key: CANDOR_TEST_NO_SUCH_KEY}}
                """, prompts: #"{source: "prompts.jsonl", test: 9}"#)
        defer { asked.remove() }
        let problems = try asked.forecast().problems
        func finds(_ text: String) -> Bool { problems.contains { $0.contains(text) } }
        #expect(finds("there is no adapter here"))
        #expect(finds("there is no model 'nowhere.gguf'"))
        #expect(finds("there is no key CANDOR_TEST_NO_SUCH_KEY"))
        #expect(finds("9 prompts are wanted"))
        #expect(problems.count == 4)
    }

    @Test func promptsThatCannotBeReadAreAProblem() throws {
        let asked = try AskedExperiment(prompts: #"{source: "nowhere.jsonl", test: 2}"#)
        defer { asked.remove() }
        let problems = try asked.forecast().problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains("nowhere.jsonl") == true)
    }

    @Test func aFolderInUseOrOfANewerVersionIsAProblem() async throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try await asked.run()
        let lock = try RunLock(asked.directory)
        let used = try asked.forecast().problems
        #expect(used.count == 1)
        #expect(used.first?.contains("is in use by process \(getpid())") == true)
        withExtendedLifetime(lock) {}

        let newer = try AskedExperiment()
        defer { newer.remove() }
        try newer.directory.create()
        try Data(#"{"format": 99}"#.utf8).write(to: newer.directory.file(RunManifest.file))
        let problems = try newer.forecast().problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains("newer version of candor (format 99") == true)
        #expect(try newer.forecast { $0.startsFresh = true }.problems == [])
    }

    @Test func aFolderThatIsAFileIsAProblem() throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        try Data().write(to: asked.directory.url)
        let problems = try asked.forecast().problems
        #expect(problems.count == 1)
        #expect(problems.first?.contains("--out") == true)
    }

    @Test func theForecastIsJSON() throws {
        let asked = try AskedExperiment()
        defer { asked.remove() }
        let json = try JSONValue(encoding: asked.forecast()).leaves
        #expect(json["stages.1.status.name"] == .string("sampling/clean"))
        #expect(json["stages.1.work.completionTokens.atMost"] == .number(80))
        #expect(json["stages.1.work.endpoint"] == .string("m"))
        #expect(json["endpoints.0.requests.expected"] == .number(16))
    }
}
