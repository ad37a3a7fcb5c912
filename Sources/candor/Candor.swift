import ArgumentParser
import Experiments
import Foundation
import Torch

/// The command line.
@main
struct Candor: AsyncParsableCommand {
    static func main() async {
        // A limit on the size of files is then an error that names the file, as a full disk is.
        signal(SIGXFSZ, SIG_IGN)
        LibTorch.keepFreedMemory()
        await main(nil)
    }

    static let configuration = CommandConfiguration(
        commandName: "candor",
        abstract: "Build and measure model organisms of unfaithful reasoning.",
        version: CandorVersion.current,
        subcommands: [
            RunCommand.self, LaunchCommand.self, StatusCommand.self, ViewCommand.self, ReportCommand.self,
            CompareCommand.self,
            ExportCommand.self, ImportCommand.self, PreviewCommand.self, SchemaCommand.self, ChatCommand.self,
            SampleCommand.self, AnalyseCommand.self, CacheCommand.self, DoctorCommand.self, BenchCommand.self,
        ])
}
