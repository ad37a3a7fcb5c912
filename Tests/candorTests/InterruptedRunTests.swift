import Foundation
import ReferenceModels
import Testing

/// Runs of the program itself, ended by signals as soon as a file is there; a busy machine may be late, and the run at its end.
@Suite(.serialized) struct InterruptedRunTests {
    @Test func resumeAfterKillIsBitIdentical() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let reference = ProgramRun(of: experiment, named: "reference")
        try #expect(reference.finish() == 0, "\(reference.output)")

        let killed = ProgramRun(of: experiment, named: "killed")
        let endings = try [
            "prompts.json", "teacher.jsonl.partial", "traces.jsonl", "training.checkpoint",
            "transcripts/clean.jsonl.partial", "transcripts/triggered.jsonl",
        ].map { try killed.end(with: SIGKILL, onceThereIs: $0) }
        #expect(endings.allSatisfy { $0 == .signal(SIGKILL) || $0 == .exit(0) }, "\(endings) \(killed.output)")
        #expect(endings.count { $0 == .signal(SIGKILL) } >= 3, "\(endings)")
        try #expect(killed.finish() == 0, "\(killed.output)")
        let differences = try RunContent(of: killed.folder).differences(from: RunContent(of: reference.folder))
        #expect(differences == [])
    }

    @Test func ctrlCExitsWith130AndTheRunGoesOn() throws {
        let experiment = try TinyExperiment()
        defer { experiment.remove() }
        let run = ProgramRun(of: experiment, named: "run")
        let endings = try ["teacher.jsonl.partial", "training.checkpoint", "transcripts/clean.jsonl.partial"].map {
            try run.end(with: SIGINT, onceThereIs: $0)
        }
        #expect(endings.allSatisfy { $0 == .exit(130) || $0 == .exit(0) }, "\(endings) \(run.output)")
        let count = endings.count { $0 == .exit(130) }
        #expect(count >= 1 && run.output.components(separatedBy: "the same command goes on").count == count + 1)
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
        process.arguments = ["run", experiment.path, "--out", folder.path]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }
}
