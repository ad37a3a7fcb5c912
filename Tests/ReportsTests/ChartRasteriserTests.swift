import Foundation
import Testing

@testable import Reports

@Suite struct ChartRasteriserTests {
    /// A folder with programs that are shell scripts.
    private static func folder(_ programs: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "raster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, script) in programs {
            let file = folder.appending(path: name)
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        return folder
    }

    @Test func theBestProgramOnThePathIsTaken() throws {
        let folder = try Self.folder(["chromium": "exit 0", "rsvg-convert": "exit 0"])
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(ChartRasteriser(path: "/nonexistent:\(folder.path)")?.program == .librsvg)
        #expect(ChartRasteriser(path: "/nonexistent") == nil)
        #expect(ChartRasteriser(path: "") == nil)
    }

    @Test func programsAreToldWhatToWriteWhere() {
        for program in ChartRasteriser.Program.allCases {
            let arguments = ChartRasteriser(program: program, executable: URL(filePath: "/bin/x")).arguments(
                svg: URL(filePath: "/a b/-c.svg"), png: URL(filePath: "/d e/-f.png"), width: 808, height: 300,
                scratch: URL(filePath: "/s"))
            #expect(arguments.contains { $0.hasSuffix("=/d e/-f.png") }, "\(program)")
            #expect(["/a b/-c.svg", "file:///a%20b/-c.svg"].contains(arguments.last), "\(program)")
        }
    }

    private static let installed = ChartRasteriser(path: ProcessInfo.processInfo.environment["PATH"] ?? "")

    @Test(.enabled(if: installed != nil, "no rsvg-convert, inkscape or chromium on PATH"))
    func pictureIsTwiceAsLargeAsTheDrawing() async throws {
        let folder = try Self.folder([:])
        defer { try? FileManager.default.removeItem(at: folder) }
        let entry = try #require(ChartFiles([OutcomesChart(rows: [])]).entries.first)
        let (svg, png) = (folder.appending(path: "a.svg"), folder.appending(path: "a.png"))
        try Data(entry.svg.utf8).write(to: svg)
        let rasteriser = try #require(Self.installed)
        let isDone = try await rasteriser.convert(
            svg, to: png, width: entry.width, height: entry.height, timeLimit: .seconds(300))
        try #require(isDone)
        // The width is at byte 16 of a PNG file, the height at byte 20, big-endian.
        let sizes = try Data(contentsOf: png)[16..<24].map(Int.init)
        #expect(sizes[2] << 8 | sizes[3] == 2 * entry.width)
        #expect(sizes[6] << 8 | sizes[7] == 2 * entry.height)
    }

    @Test func pictureIsKeptWhereThereIsOne() async throws {
        let folder = try Self.folder([
            "rsvg-convert":
                #"for a; do case "$a" in --output=*) printf '\211PNG\r\n\032\nrest' > "${a#--output=}";; esac; done"#
        ])
        defer { try? FileManager.default.removeItem(at: folder) }
        let rasteriser = try #require(ChartRasteriser(path: folder.path))
        let png = folder.appending(path: "a b.png")
        let isDone = try await rasteriser.convert(
            folder.appending(path: "a.svg"), to: png, width: 10, height: 10, timeLimit: .seconds(300))
        #expect(isDone)
        #expect(try Data(contentsOf: png).count == 12)
    }

    @Test(arguments: ["exit 1", "exit 0", "sleep 600", "printf nonsense > \"${2#--output=}\""])
    func noPictureIsLeftWhereTheProgramFails(script: String) async throws {
        let folder = try Self.folder(["rsvg-convert": script])
        defer { try? FileManager.default.removeItem(at: folder) }
        let rasteriser = try #require(ChartRasteriser(path: folder.path))
        let png = folder.appending(path: "a.png")
        let start = ContinuousClock.now
        let isDone = try await rasteriser.convert(
            folder.appending(path: "a.svg"), to: png, width: 10, height: 10, timeLimit: .seconds(1))
        #expect(!isDone)
        #expect(!FileManager.default.fileExists(atPath: png.path))
        #expect(ContinuousClock.now - start < .seconds(300))
    }
}
