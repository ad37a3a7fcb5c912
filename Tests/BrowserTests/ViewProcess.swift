import Foundation
import Testing

/// `candor view` at work on a folder of runs.
final class ViewProcess {
    /// Where it is served: `http://127.0.0.1:41234`.
    let origin: String

    /// `candor`, which is built beside the tests.
    private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "candor")

    private let process = Process()
    private let output = Pipe()

    /// Whether it is still there.
    var isRunning: Bool { process.isRunning }

    /// Starts it on a free port, and waits until it says where.
    init(_ folder: URL) throws {
        process.executableURL = Self.program
        process.arguments = ["view", folder.path, "--port", "0"]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["XDG_CACHE_HOME": folder.deletingLastPathComponent().appending(path: "cache").path]
        ) { $1 }
        process.standardOutput = output
        try process.run()
        var text = ""
        var address: Substring?
        while address == nil, case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            address = text.firstMatch(of: /http:\/\/[^\/\s]+/)?.0
        }
        origin = String(try #require(address, "candor view did not say where it is: \(text)"))
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
