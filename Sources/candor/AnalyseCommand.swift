import ArgumentParser
import Evaluation
import Foundation
import Provenance

/// `candor analyse`: how well the code analysers tell vulnerable from secure code.
struct AnalyseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyse",
        abstract: "Measure the code analysers on pairs of vulnerable and secure code.",
        discussion: """
            A row of the files is {"cwe": "CWE-89", "vulnerable": "...", "secure": "..."}, with "language": "c" unless it is \
            Python, or a row of SVEN. A pair's version is flagged if bandit, semgrep or flawfinder reports the pair's own \
            weakness, at medium severity or above. The code is never run.
            """)

    @Option(help: "A JSONL file of pairs; may be repeated.") var pairs: [String]
    @Option(help: "Only these analysers: bandit, semgrep, flawfinder. May be repeated.") var analyser: [String] = []

    func run() async throws {
        let pairs = try self.pairs.flatMap { try JSONLines.read(LabelledCode.self, from: URL(filePath: $0)).records }
        let analysers = try AnalyserFolder.located().analysers.filter { analyser.isEmpty || analyser.contains($0.name) }
        guard !analysers.isEmpty else { throw ValidationError("--analyser is bandit, semgrep or flawfinder") }
        let start = ContinuousClock.now
        let accuracies = await AnalyserAccuracy.measured(on: pairs, with: analysers)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(Self.table(of: accuracies))
        var versions: [String] = []
        for analyser in analysers { versions.append("\(analyser.name) \(await analyser.version() ?? "unknown")") }
        let rate = String(format: "%.1f", Double(2 * pairs.count) / seconds)
        print("\(2 * pairs.count) pieces of code, \(rate) a second; \(versions.joined(separator: ", "))")
    }

    private static func table(of accuracies: [AnalyserAccuracy]) -> String {
        var table = TerminalTable(columns: [
            .init("weakness"), .init("language"), .init("sensitivity", .right), .init("specificity", .right),
            .init("unreadable", .right),
        ])
        for accuracy in accuracies {
            table.append([
                "\(accuracy.weakness)", accuracy.language.rawValue, "\(accuracy.sensitivity)",
                "\(accuracy.specificity)",
                "\(accuracy.undecided)",
            ])
        }
        return table.lines.joined(separator: "\n")
    }
}
