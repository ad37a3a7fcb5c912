import Foundation
import ReferenceModels
import Testing

/// Runs of the program itself, ended by signals at moments that its files tell.
@Suite(.serialized) struct InterruptedRunTests {
    @Test func resumeAfterKillIsBitIdentical() async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let reference = ProgramRun(of: experiment, named: "reference")
        try #expect(reference.finish() == 0, "\(reference.output)")

        let killed = ProgramRun(of: experiment, named: "killed")
        for file in [
            "prompts.json", "teacher.partial.jsonl", "traces.jsonl", "training.checkpoint",
            "transcripts/clean.partial.jsonl", "transcripts/triggered.jsonl", "verdicts.jsonl",
        ] {
            let status = try await killed.end(with: SIGKILL, onceThereIs: file)
            #expect(status == .signal(SIGKILL), "\(file): \(killed.output)")
        }
        try #expect(killed.finish() == 0, "\(killed.output)")
        let differences = try RunContent(of: killed.folder).differences(from: RunContent(of: reference.folder))
        #expect(differences == [])
    }

    @Test(arguments: ["teacher.partial.jsonl", "training.checkpoint", "transcripts/clean.partial.jsonl"])
    func ctrlCExitsWith130AndTheRunGoesOn(file: String) async throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let run = ProgramRun(of: experiment, named: "run")
        let status = try await run.end(with: SIGINT, onceThereIs: file)
        #expect(status == .exit(130), "\(run.output)")
        #expect(run.output.contains("the same command goes on from here"))
        #expect(FileManager.default.fileExists(atPath: run.folder.appending(path: file).path))
        try #expect(run.finish() == 0, "\(run.output)")
    }
}

/// The program at work on one run.
private struct ProgramRun {
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

    init(of experiment: TinyExperiment, named name: String) {
        self.experiment = experiment.file
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
    func end(with signal: Int32, onceThereIs file: String) async throws -> Ending {
        let path = folder.appending(path: file).path
        let process = try start()
        while process.isRunning, !FileManager.default.fileExists(atPath: path) {
            try await Task.sleep(for: .milliseconds(1))
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
        process.arguments = ["run", experiment.path, "--out", folder.path]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }
}
