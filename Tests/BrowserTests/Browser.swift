import Foundation
import Testing

/// Chromium, driven by the Python scripts in `Scripts/`.
struct Browser {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let python = package.appending(path: ".deps/browser-tests/bin/python")
    private static let scripts = package.appending(path: "Tests/BrowserTests/Scripts")

    /// Whether the system's Chromium and what `make setup-browser` installs are there.
    static var isInstalled: Bool {
        let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return FileManager.default.isExecutableFile(atPath: python.path)
            && places.contains { FileManager.default.isExecutableFile(atPath: "\($0)/chromium") }
    }

    /// Runs a script; each of its checks that fails is an issue of its own.
    ///
    /// A script writes a line `ok NAME` or `not ok NAME: WHAT WAS FOUND` for each check, and ends with status 0 unless it fell over.
    static func run(_ script: String, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let (text, status) = try await output(of: [scripts.appending(path: script).path] + arguments)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let failures = lines.filter { $0.hasPrefix("not ok ") }
        for failure in failures {
            Issue.record(Comment(rawValue: "\(script): \(failure.dropFirst(7))"), sourceLocation: sourceLocation)
        }
        #expect(
            status == 0, "\(script) fell over:\n\(text.suffix(4_000))", sourceLocation: sourceLocation)
        #expect(lines.contains { $0.hasPrefix("ok ") }, "\(script) checked nothing", sourceLocation: sourceLocation)
    }

    /// What Python writes, and its exit status.
    private static func output(of arguments: [String]) async throws -> (text: String, status: Int32) {
        let file = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data().write(to: file)
        let process = Process()
        let output = try FileHandle(forWritingTo: file)
        process.executableURL = python
        process.arguments = ["-B"] + arguments
        process.standardOutput = output
        process.standardError = output
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in ended.resume() }
            do { try process.run() } catch { ended.resume(throwing: error) }
        }
        return (String(decoding: try Data(contentsOf: file), as: UTF8.self), process.terminationStatus)
    }
}
