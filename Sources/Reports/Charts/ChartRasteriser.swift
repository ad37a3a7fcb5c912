import Foundation
import Subprocess

/// A program that turns an SVG file into a PNG picture, at twice its size so that it is sharp in print.
package struct ChartRasteriser: Sendable, Hashable {
    enum Program: String, Sendable, CaseIterable {
        case librsvg = "rsvg-convert"
        case inkscape
        case chromium
        case chrome = "google-chrome"
    }

    let program: Program
    let executable: URL

    /// The first program that is in one of the folders of `PATH`, or nil where there is none.
    package init?(path: String) {
        let folders = path.split(separator: ":").map { URL(filePath: String($0), directoryHint: .isDirectory) }
        let found = Program.allCases.lazy.flatMap { program in
            folders.lazy.map { (program, $0.appending(path: program.rawValue)) }
        }.first { FileManager.default.isExecutableFile(atPath: $1.path) }
        guard let found else { return nil }
        (program, executable) = found
    }

    init(program: Program, executable: URL) {
        self.program = program
        self.executable = executable
    }

    /// Writes the picture of an SVG file.
    ///
    /// The program and all that it started are killed when the time is up or the task is cancelled; a picture that is not
    /// complete is removed.
    ///
    /// - Parameters:
    ///   - width: of the drawing, in pixels, as its height.
    /// - Returns: whether there is a picture now.
    package func convert(
        _ svg: URL, to png: URL, width: Int, height: Int, timeLimit: Duration = .seconds(30)
    ) async throws -> Bool {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "candor-chart-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let picture = scratch.appending(path: "picture.png")
        let arguments = arguments(svg: svg, png: picture, width: width, height: height, scratch: scratch)
        let succeeded = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await run(arguments, scratch: scratch) }
            group.addTask {
                try? await Task.sleep(for: timeLimit)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        guard succeeded, let data = try? Data(contentsOf: picture), data.starts(with: Self.signature) else {
            return false
        }
        try data.write(to: png, options: .atomic)
        return true
    }

    /// What every PNG file begins with.
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    func arguments(svg: URL, png: URL, width: Int, height: Int, scratch: URL) -> [String] {
        switch program {
        case .librsvg: ["--zoom=2", "--output=\(png.path)", svg.path]
        case .inkscape: ["--export-type=png", "--export-dpi=192", "--export-filename=\(png.path)", svg.path]
        case .chromium, .chrome:
            [
                "--headless", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--force-device-scale-factor=2",
                "--user-data-dir=\(scratch.path)", "--window-size=\(width),\(height)", "--screenshot=\(png.path)",
            ]
                // A browser of the administrator's refuses to start in a sandbox; it sees no page but our own file.
                + (geteuid() == 0 ? ["--no-sandbox"] : []) + [svg.absoluteString]
        }
    }

    private func run(_ arguments: [String], scratch: URL) async -> Bool {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        let environment: [Environment.Key: String] = [
            "PATH": executable.deletingLastPathComponent().path + ":/usr/bin:/bin", "HOME": scratch.path,
            "TMPDIR": scratch.path, "LANG": "C.UTF-8",
        ]
        do {
            let result = try await Subprocess.run(
                .path(.init(executable.path)), arguments: Arguments(arguments), environment: .custom(environment),
                platformOptions: options, output: .discarded, error: .discarded)
            return result.terminationStatus.isSuccess
        } catch {
            return false
        }
    }
}
