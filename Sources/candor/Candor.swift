import ArgumentParser
import Experiments
import Torch

/// The command line.
@main
struct Candor: ParsableCommand {
    static func main() {
        LibTorch.keepFreedMemory()
        main(nil)
    }

    static let configuration = CommandConfiguration(
        commandName: "candor",
        abstract: "Build and measure model organisms of unfaithful reasoning.",
        version: CandorVersion.current,
        subcommands: [
            RunCommand.self, PreviewCommand.self, ChatCommand.self, SampleCommand.self, DoctorCommand.self,
            BenchCommand.self, CacheCommand.self,
        ])
}
