import Foundation
import Torch

/// Copies of a program that were started as the processes of one group, and what became of them.
package struct GroupRun: Sendable {
    package struct Member: Sendable {
        package let status: Int32
        /// What it wrote to standard output.
        package let output: String
        /// What it wrote to standard error.
        package let errors: String
    }

    /// By rank.
    package let members: [Member]
    package let seconds: Double

    /// Runs a program that is built beside the tests, each copy on one thread, to the end.
    package init(_ program: String, _ arguments: [String], processes: Int = 2) throws {
        try self.init(program, processes: processes) { _ in arguments }
    }

    /// - Parameter arguments: by rank.
    package init(_ program: String, processes: Int = 2, _ arguments: (Int) -> [String]) throws {
        let port = try LaunchEnvironment.freePort()
        let start = ContinuousClock.now
        let started = try (0..<processes).map { rank in
            try Self.start(
                program, arguments(rank), LaunchEnvironment.variables(rank: rank, of: processes, port: port))
        }
        members = try started.map { process, output, errors in
            process.waitUntilExit()
            return Member(
                status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                errors: try String(contentsOf: errors, encoding: .utf8))
        }
        seconds = (ContinuousClock.now - start) / .seconds(1)
        for (_, output, errors) in started {
            for file in [output, errors] { try FileManager.default.removeItem(at: file) }
        }
    }

    private static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    private static func start(
        _ program: String, _ arguments: [String], _ environment: [String: String]
    ) throws -> (process: Process, output: URL, errors: URL) {
        let files = try [emptyFile(), emptyFile()]
        let process = Process()
        process.executableURL = folder.appending(path: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["OMP_NUM_THREADS": "1"]) { $1 }
            .merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        return (process, files[0], files[1])
    }

    private static func emptyFile() throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "group-\(UUID().uuidString)")
        try Data().write(to: file)
        return file
    }
}
