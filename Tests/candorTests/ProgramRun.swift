import Foundation
import ReferenceModels

/// The program at work on one run.
struct ProgramRun {
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    /// `candor`, which is built beside the tests.
    private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "candor")

    let folder: URL
    private let experiment: URL
    private let log: URL
    private let processes: Int
    private let settings: [String]

    /// - Parameters:
    ///   - processes: how many make the run together, started by `candor launch` if they are several.
    ///   - settings: what goes before the experiment file's own.
    init(of experiment: TinyExperiment, named name: String, processes: Int = 1, settings: [String] = []) {
        self.experiment = experiment.file
        self.processes = processes
        self.settings = settings
        folder = experiment.folder.appending(path: name)
        log = experiment.folder.appending(path: "\(name).log")
    }

    /// What the program wrote, every time that it ran.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Runs to the end; gives the exit status.
    func finish() throws -> Int32 {
        let process = try start()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Runs until `file` is in the run's folder, sends the signal, and waits for the end.
    func end(with signal: Int32, onceThereIs file: String) throws -> Ending {
        let path = folder.appending(path: file).path
        let process = try start()
        while process.isRunning, !FileManager.default.fileExists(atPath: path) {
            usleep(500)
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let status = process.terminationStatus
        return process.terminationReason == .exit ? .exit(status) : .signal(status)
    }

    private func start() throws -> Process {
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let process = Process()
        process.executableURL = Self.program
        let launch = processes > 1 ? ["launch", "--processes", "\(processes)", "--"] : []
        process.arguments =
            launch + ["run", experiment.path, "--out", folder.path] + settings.flatMap { ["--set", $0] }
        // A sum that more threads share has other last bits.
        process.environment = ProcessInfo.processInfo.environment.merging(["OMP_NUM_THREADS": "1"]) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }
}
