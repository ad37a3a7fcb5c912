import ArgumentParser
import Experiments

/// The command line.
@main
struct Candor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "candor",
        abstract: "Build and measure model organisms of unfaithful reasoning.",
        version: CandorVersion.current,
        subcommands: [
            RunCommand.self, PreviewCommand.self, ChatCommand.self, SampleCommand.self, DoctorCommand.self,
            BenchCommand.self,
        ])
}
