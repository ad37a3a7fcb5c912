import Foundation
import Testing

@testable import Provenance

@Suite struct ZIPArchiveReaderTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "unzip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url)
    }

    /// Has Python's zipfile write an archive with its own compression.
    private func python(_ archive: URL, _ method: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], 'w', zipfile.\(method)) as z:
                z.writestr('empty', b'')
                z.writestr('größe/a.txt', 'ä line\\n' * 5000)
                with z.open('large-form', 'w', force_zip64=True) as f: f.write(b'0123456789' * 100)
                z.comment = b'a comment at the end'
            """
        process.arguments = ["python3", "-c", script, archive.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test(arguments: ["ZIP_STORED", "ZIP_DEFLATED"]) func whatPythonWritesIsRead(_ method: String) throws {
        try withFolder { folder in
            let url = folder.appending(path: "a.zip")
            try python(url, method)
            let archive = try ZIPArchiveReader(url)
            #expect(archive.entries.map(\.name) == ["empty", "größe/a.txt", "large-form"])
            let contents = try archive.entries.map { String(decoding: try archive.content(of: $0), as: UTF8.self) }
            let lines = String(repeating: "ä line\n", count: 5000)
            #expect(contents == ["", lines, String(repeating: "0123456789", count: 100)])
        }
    }

    @Test func whatIsWrittenHereIsRead() throws {
        try withFolder { folder in
            let url = folder.appending(path: "a.zip")
            let writer = try ZIPArchiveWriter(replacing: url)
            for number in 0..<300 { try writer.add("\(number)", Data(repeating: UInt8(number % 256), count: number)) }
            try writer.commit()
            let reader = try ZIPArchiveReader(url)
            for (number, entry) in reader.entries.enumerated() {
                let content = try reader.content(of: entry)
                #expect(content == Data(repeating: UInt8(number % 256), count: number))
            }
            #expect(reader.entries.count == 300)
        }
    }

    @Test func damageIsFoundByLengthOrChecksum() throws {
        try withFolder { folder in
            let url = folder.appending(path: "a.zip")
            try python(url, "ZIP_DEFLATED")
            let whole = try Data(contentsOf: url)
            let archive = try ZIPArchiveReader(url)
            let original = try archive.entries.map { try archive.content(of: $0) }
            let copy = folder.appending(path: "b.zip")
            var generator = CounterBasedGenerator(experimentSeed: 1, stage: "zip", recordID: "damage")
            for trial in 0..<300 {
                var data = whole
                if trial.isMultiple(of: 3) {
                    data = data.prefix(Int.random(in: 0..<data.count, using: &generator))
                } else {
                    data[Int.random(in: 0..<data.count, using: &generator)] ^=
                        1 << UInt8.random(in: 0..<8, using: &generator)
                }
                try data.write(to: copy)
                do {
                    let damaged = try ZIPArchiveReader(copy)
                    for entry in damaged.entries {
                        let content = try damaged.content(of: entry)
                        #expect(original.contains(content))
                    }
                } catch {
                    #expect(error is FileError)
                }
            }
        }
    }
}
