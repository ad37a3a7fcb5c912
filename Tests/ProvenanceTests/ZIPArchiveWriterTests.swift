import Foundation
import Testing

@testable import Provenance

/// Python's zipfile reads the archives, and checks every checksum.
@Suite struct ZIPArchiveWriterTests {
    /// What `script` prints, with the archive as its argument.
    private func python(_ script: String, _ archive: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); " + script, archive.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    private func withArchive(_ body: (URL) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "zip-\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url)
    }

    @Test func pythonReadsEveryByte() throws {
        try withArchive { url in
            var generator = CounterBasedGenerator(experimentSeed: 1, stage: "zip", recordID: "noise")
            let noise = Data((0..<300_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            let pieces = ZIPEntry("folder/größe.txt")
            for _ in 0..<1_000 { try pieces.append(Data("a line of text\n".utf8)) }
            let archive = try ZIPArchiveWriter(replacing: url)
            try archive.add("empty", Data())
            try archive.add("noise", noise)
            try archive.add(pieces)
            #expect(!FileManager.default.fileExists(atPath: url.path))
            try archive.commit()
            let text = try python(
                """
                import hashlib; assert z.testzip() is None
                print([(n, len(z.read(n)), hashlib.sha256(z.read(n)).hexdigest()) for n in z.namelist() if n != 'empty'])
                """.replacing("\n", with: "; "), url)
            #expect(text.contains("('noise', 300000, '\(SHA256Digest(of: noise))')"))
            let lines = Data(String(repeating: "a line of text\n", count: 1_000).utf8)
            #expect(text.contains("('folder/größe.txt', 15000, '\(SHA256Digest(of: lines))')"))
        }
    }

    @Test func moreFilesThanTheOldFormCountsAreAllThere() throws {
        try withArchive { url in
            let archive = try ZIPArchiveWriter(replacing: url)
            for number in 0..<65_540 { try archive.add("\(number)", Data("\(number)".utf8)) }
            try archive.commit()
            let text = try python("print(len(z.namelist()), z.read('65539').decode(), z.read('0').decode())", url)
            #expect(text == "65540 65539 0\n")
        }
    }
}
