import Foundation
import Testing

@testable import Provenance

@Suite struct AtomicFileTests {
    let folder: TemporaryFolder
    let file: URL

    init() throws {
        folder = try TemporaryFolder()
        file = folder.url.appending(path: "report.json")
    }

    @Test func contentReplacesContentAndLeavesNothingElse() throws {
        try AtomicFile.write("first", to: file)
        try AtomicFile.write("second", to: file)
        #expect(try String(contentsOf: file, encoding: .utf8) == "second")
        #expect(try folder.names() == ["report.json"])
    }

    @Test func piecesAppearOnlyAtTheCommit() throws {
        try AtomicFile.write("old", to: file)
        let writer = try AtomicFile(replacing: file)
        try writer.append(Data("new ".utf8))
        try writer.append(Data("content".utf8))
        #expect(try String(contentsOf: file, encoding: .utf8) == "old")
        try writer.commit()
        #expect(try String(contentsOf: file, encoding: .utf8) == "new content")
        #expect(try folder.names() == ["report.json"])
    }

    @Test func withoutACommitTheOldContentStays() throws {
        try AtomicFile.write("old", to: file)
        do {
            let writer = try AtomicFile(replacing: file)
            try writer.append(Data("half".utf8))
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == "old")
        #expect(try folder.names() == ["report.json"])
    }

    @Test func onlyWhatKilledWritersLeftIsRemoved() throws {
        let others = [".report.json.tmp", "report.json.\(UUID().uuidString).tmp", ".report.json.\(UUID().uuidString)"]
        for name in others + [".report.json.\(UUID().uuidString).tmp", "..a.b.\(UUID().uuidString).tmp"] {
            try Data().write(to: folder.url.appending(path: name))
        }
        try AtomicFile.removeLeftovers(in: folder.url)
        #expect(try folder.names() == others.sorted())
        try AtomicFile.removeLeftovers(in: folder.url.appending(path: "none"))
    }

    @Test func aMissingFolderIsNamed() throws {
        let missing = folder.url.appending(path: "none/report.json")
        let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: missing) }
        #expect(error?.path == missing.path)
        #expect(error?.cause == "cannot create: No such file or directory")
        #expect(error?.remedy == "Check the path; each folder in it must exist.")
    }

    @Test func aFolderIsNotReplaced() throws {
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: URL(filePath: file.path)) }
        #expect(error?.description.contains("That is a folder: name a file.") == true)
        #expect(try folder.names() == ["report.json"])
    }

    @Test(.enabled(if: geteuid() != 0, "the root user may write anywhere"))
    func anUnwritableFolderIsAnError() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path) }
        let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: file) }
        #expect(error?.remedy.contains("permission") == true)
    }

    /// A limit on file sizes stands in for a full disk: writes begin to fail after some have succeeded.
    @Test func aFailedWriteKeepsTheOldContentAndRemovesTheTemporaryFile() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let folder = try TemporaryFolder()
            let file = folder.url.appending(path: "report.json")
            try AtomicFile.write("old", to: file)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(3) }
            do {
                try AtomicFile.write(Data(count: 3 << 20), to: file)
                exit(4)
            } catch let error as FileError {
                guard error.path == file.path, error.cause == "cannot write: File too large" else { exit(5) }
            }
            guard try folder.names() == ["report.json"] else { exit(6) }
            guard try String(contentsOf: file, encoding: .utf8) == "old" else { exit(7) }
        }
    }
}
