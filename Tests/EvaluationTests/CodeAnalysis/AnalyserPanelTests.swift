import Foundation
import Testing

@testable import Evaluation

@Suite struct AnalyserPanelTests {
    /// Says of each snippet what the snippet says, in the words of an outcome.
    struct Reader: CodeAnalyser {
        let name: String
        let languages: Set<CodeLanguage> = [.python]
        var delay = Duration.zero

        func version() async -> String? { name == "missing" ? nil : "1.0" }

        func analyse(_ snippets: [CodeSnippet]) async -> [AnalysisOutcome] {
            try? await Task.sleep(for: delay)
            return snippets.map { snippet in
                if snippet.text == "broken" { return .failed(.unparsable) }
                let weaknesses = Weakness(named: snippet.text).map { [$0] } ?? []
                return .findings(
                    weaknesses.map {
                        CodeFinding(
                            analyser: name, rule: "r", weaknesses: [$0], severity: .high, confidence: .low, line: 1)
                    })
            }
        }
    }

    private func snippets(_ texts: [String]) -> [CodeSnippet] { texts.map { CodeSnippet($0, language: .python) } }

    @Test func outcomesKeepTheOrderOfTheSnippets() async throws {
        let panel = AnalyserPanel([Reader(name: "slow", delay: .milliseconds(20)), Reader(name: "fast")], batchSize: 3)
        let texts = (0..<10).map { "CWE-\($0)" }
        let outcomes = try await panel.outcomes(of: snippets(texts))
        #expect(outcomes.count == 10)
        for (number, outcome) in outcomes.enumerated() {
            #expect(Set(outcome.keys) == ["slow", "fast"])
            for result in outcome.values { #expect(result.findings?.first?.weaknesses == [Weakness(number)]) }
        }
        #expect(try await panel.outcomes(of: []).isEmpty)
    }

    /// Waits until as many have come as are expected, or for ten seconds.
    actor Meeting {
        let expected: Int
        private var present = 0

        init(of expected: Int) { self.expected = expected }

        func isComplete() async -> Bool {
            present += 1
            for _ in 0..<1000 where present < expected { try? await Task.sleep(for: .milliseconds(10)) }
            return present == expected
        }
    }

    struct Attendee: CodeAnalyser {
        let name: String
        let meeting: Meeting
        let languages: Set<CodeLanguage> = [.python]

        func version() async -> String? { nil }

        func analyse(_ snippets: [CodeSnippet]) async -> [AnalysisOutcome] {
            let met = await meeting.isComplete()
            return snippets.map { _ in met ? .findings([]) : .failed(.timedOut) }
        }
    }

    @Test func analysersWorkAtTheSameTime() async throws {
        let meeting = Meeting(of: 4)
        let panel = AnalyserPanel((0..<4).map { Attendee(name: "\($0)", meeting: meeting) })
        let outcomes = try await panel.outcomes(of: snippets(["x"]))
        #expect(outcomes.first?.count == 4)
        for outcome in outcomes.joined() { #expect(outcome.value == .findings([])) }
    }

    @Test func cancellationIsNoOutcome() async throws {
        let analyser = try ScriptedAnalyser("sleep 600")
        defer { analyser.remove() }
        let task = Task { try await AnalyserPanel([analyser]).outcomes(of: snippets(["x", "y"])) }
        try await Task.sleep(for: .milliseconds(300))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test func aToolThatFailsAtHarmlessCodeIsNotTriedOnEverySnippet() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "candor-log-\(UUID().uuidString)")
        let analyser = try ScriptedAnalyser("echo x >> '\(log.path)'; echo broken")
        defer {
            analyser.remove()
            try? FileManager.default.removeItem(at: log)
        }
        #expect(await analyser.reports(on: (0..<50).map(String.init)) == Array(repeating: "toolFailed", count: 50))
        #expect(try String(contentsOf: log, encoding: .utf8) == "x\nx\n")
    }

    @Test func versionsNameTheToolsThatStart() async {
        #expect(await AnalyserPanel([Reader(name: "a"), Reader(name: "missing")]).versions() == ["a": "1.0"])
        #expect(AnalyserPanel([Reader(name: "a"), Reader(name: "b")]).only(["b"]).names == ["b"])
    }

    @Test func accuracyCountsFlagsForTheOwnWeaknessOnly() async throws {
        func pair(_ weakness: Int, _ vulnerable: String, _ secure: String) -> LabelledCode {
            let codes = snippets([vulnerable, secure])
            return LabelledCode(weakness: Weakness(weakness), vulnerable: codes[0], secure: codes[1])
        }
        let pairs = [
            pair(89, "CWE-89", "x"), pair(89, "CWE-79", "CWE-79"), pair(22, "CWE-23", "CWE-22"),
            pair(22, "broken", "y"),
        ]
        let judged = try await JudgedPair.judged(pairs, by: AnalyserPanel([Reader(name: "a")]))
        #expect(judged.map(\.isToldApart) == [true, false, false, false])
        let accuracies = AnalyserAccuracy.measured(on: judged)
        #expect(accuracies.map(\.weakness) == [Weakness(22), Weakness(89), nil])
        #expect(accuracies.map(\.sensitivity.successes) == [1, 1, 2])
        #expect(accuracies.map(\.specificity.successes) == [1, 2, 3])
        #expect(accuracies.map(\.undecided) == [1, 0, 1])
        let decoded = try JSONDecoder().decode([AnalyserAccuracy].self, from: JSONEncoder().encode(accuracies))
        #expect(decoded == accuracies)
    }
}
