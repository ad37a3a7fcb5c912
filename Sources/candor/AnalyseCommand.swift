import ArgumentParser
import Evaluation
import Foundation
import Organisms
import Provenance

/// `candor analyse`: how well the code analysers tell vulnerable from secure code.
struct AnalyseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyse",
        abstract: "Measure the code analysers on pairs of vulnerable and secure code.",
        discussion: """
            A row of the files is {"cwe": "CWE-89", "vulnerable": "...", "secure": "..."}, with "language": "c" unless it is \
            Python, or a row of SVEN; without a file, the shipped pairs are taken. A pair's version is flagged if bandit, \
            semgrep or flawfinder reports the pair's own weakness, at medium severity or above. The code is never run.
            """)

    @Option(help: "A JSONL file of pairs instead of the shipped ones; may be repeated.") var pairs: [String] = []
    @Option(help: "Only these analysers: bandit, semgrep, flawfinder. May be repeated.") var analyser: [String] = []
    @Option(help: "Instead, send this many hostile answers through extraction and analysis.") var hostile: Int?
    @Flag(help: "Print the measurements as JSON.") var json = false

    func run() async throws {
        let all = AnalyserPanel(in: try .located())
        guard Set(analyser).isSubset(of: all.names) else {
            throw ValidationError("--analyser is \(all.names.joined(separator: ", "))")
        }
        let panel = analyser.isEmpty ? all : all.only(Set(analyser))
        if let hostile { return try await tryHostileAnswers(hostile, panel) }
        let start = ContinuousClock.now
        let pairs = try labelledPairs()
        let judged = try await JudgedPair.judged(pairs, by: panel)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let report = AnalyserReport(
            accuracies: AnalyserAccuracy.measured(on: judged), toldApart: judged.count(where: \.isToldApart),
            pairs: pairs.count, seconds: seconds, versions: await panel.versions())
        print(json ? try CanonicalJSON.string(report) : report.text)
    }

    private func labelledPairs() throws -> [LabelledCode] {
        guard pairs.isEmpty else {
            return try pairs.flatMap { try JSONLines.read(LabelledCode.self, from: URL(filePath: $0)).records }
        }
        return try CodePair.shipped().compactMap { pair in
            Weakness(named: pair.task.weakness).map { weakness in
                LabelledCode(
                    weakness: weakness, vulnerable: CodeSnippet(pair.vulnerable, language: .python),
                    secure: CodeSnippet(pair.secure, language: .python))
            }
        }
    }

    private func tryHostileAnswers(_ count: Int, _ panel: AnalyserPanel) async throws {
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "hostile", recordID: "answers")
        let start = ContinuousClock.now
        let trial = try await HostileTrial.run(answers: count, by: panel, using: &generator)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        if json {
            print(try CanonicalJSON.string(trial))
        } else {
            print("\(trial.answers) answers, \(trial.snippets) with code, \(String(format: "%.0f", seconds)) s")
            for (name, ends) in trial.outcomes.sorted(by: { $0.key < $1.key }) {
                let counts = ends.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                print("\(name): \(counts.joined(separator: ", "))")
            }
            print(trial.changes.isEmpty ? "✓ nothing was run or changed" : "✗ changed: \(trial.changes)")
        }
        guard trial.changes.isEmpty else { throw ExitCode.failure }
    }
}
