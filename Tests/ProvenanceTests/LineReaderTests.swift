import CZlib
import Foundation
import Testing

@testable import Provenance

@Suite struct LineReaderTests {
    let folder: TemporaryFolder
    let file: URL

    init() throws {
        folder = try TemporaryFolder()
        file = folder.url.appending(path: "lines")
    }

    private func lines(_ data: Data, limit: Int = LineReader.defaultMaximumLineLength) throws -> [LineReader.Line] {
        try data.write(to: file)
        return try allLines(of: LineReader(file, maximumLineLength: limit))
    }

    @Test func linesAreWhatStandsBetweenLineFeeds() throws {
        let lines = try lines(Data("a\n\nb\r\nlast".utf8))
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "", "b\r", "last"])
        #expect(lines.map(\.number) == [1, 2, 3, 4])
        #expect(lines.map(\.isTerminated) == [true, true, true, false])
        #expect(try self.lines(Data()).isEmpty)
        #expect(try self.lines(Data("\n".utf8)).map(\.bytes) == [Data()])
    }

    /// Chunks are 256 kB: lines are shorter, longer and as long.
    @Test func anyBytesAreReadBackAsStoredAsGzippedAndFromMemory() throws {
        var random = CounterBasedGenerator(experimentSeed: 3, stage: "lines", recordID: "")
        for round in 0..<20 {
            var data = Data()
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let length = [0, 1, 70_000, 262_143, 262_144, 600_000].randomElement(using: &random) ?? 0
                data.append(Data(repeating: .random(in: 11...255, using: &random), count: length))
                data.append(UInt8(ascii: "\n"))
            }
            if round.isMultiple(of: 2) { data.append(Data("tail".utf8)) }
            let expected = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let stored = try lines(data)
            #expect(stored.map(\.bytes) == Array(data.last == 10 ? expected.dropLast() : expected))
            #expect(stored.allSatisfy(\.isTerminated) == (data.last == 10))
            #expect(try allLines(of: LineReader(data, path: "memory")) == stored)
            try gzip([data], to: file)
            #expect(try allLines(of: LineReader(file)) == stored)
        }
    }

    @Test func everyMemberOfAGzipFileIsRead() throws {
        let lines = try allLines(of: LineReader(Fixtures.url("members.gz")))
        #expect(try lines == allLines(of: LineReader(Fixtures.url("members.txt"))))
        #expect(lines.count == 6 && lines.last?.isTerminated == false)
    }

    @Test func aTruncatedGzipFileIsAnError() throws {
        let whole = try Data(contentsOf: Fixtures.url("members.gz"))
        let ends = try #require(whole.lastIndex { $0 != 0 }) + 1
        var readable = 0
        for length in 2..<whole.count {
            do {
                _ = try lines(whole.prefix(length))
                readable += 1
            } catch let error as FileError {
                #expect(error.cause == "the gzip data stops before its end")
                #expect(error.description.hasPrefix(file.path) && length < ends + 3)
            }
        }
        // Between members, and in the zeros at the end.
        #expect((512...520).contains(readable))
    }

    @Test func aDamagedGzipFileIsAnErrorOrReadsAsItWas() throws {
        let whole = try Data(contentsOf: Fixtures.url("members.gz"))
        let original = try lines(whole)
        var errors = 0
        for place in 2..<whole.count - 512 {
            for flip in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = whole
                damaged[place] ^= flip
                do {
                    // Names, comments and times are not content.
                    #expect(try lines(damaged) == original)
                } catch is FileError {
                    errors += 1
                }
            }
        }
        #expect(errors > 600)
        let error = #expect(throws: FileError.self) { try lines(whole + Data("and more".utf8)) }
        #expect(error?.cause == "the gzip data is damaged: incorrect header check")
    }

    @Test func aLineBeyondTheLimitIsAnErrorWithItsNumber() throws {
        let text = Data("four\nfour\nfives\n".utf8)
        #expect(try lines(text, limit: 5).count == 3)
        let error = #expect(throws: FileError.self) { try lines(text, limit: 4) }
        #expect(error?.line == 3)
        #expect(error?.description.hasPrefix("\(file.path):3: the line is longer than 4 bytes") == true)
        let memory = LineReader(text, path: "memory", maximumLineLength: 3)
        #expect(throws: FileError.self) { try memory.next() }
    }

    @Test func whatCannotBeReadIsAnError() {
        let missing = #expect(throws: FileError.self) { try LineReader(file) }
        #expect(missing?.cause == "cannot open: No such file or directory")
        let isFolder = #expect(throws: FileError.self) { try allLines(of: LineReader(folder.url)) }
        #expect(isFolder?.remedy == "That is a folder: name a file.")
    }

    /// In a process of its own: the memory of tests that run at the same time would count too.
    @Test func aLineOfAHundredMegabytesIsAnErrorInBoundedMemory() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let piece = Data(repeating: UInt8(ascii: "a"), count: 1 << 20)
            let pieces = [Data("{\"id\": \"b\"}\n{\"id\": \"".utf8)] + Array(repeating: piece, count: 100)
            let files = ["long.jsonl", "long.jsonl.gz"].map { folder.url.appending(path: $0) }
            try store(pieces, in: files[0])
            try gzip(pieces, to: files[1])
            let before = try peakKilobytes()
            for (limit, growthLimit) in [(1 << 20, 8 << 10), (LineReader.defaultMaximumLineLength, 160 << 10)] {
                for file in files {
                    var records = 0
                    do {
                        try JSONLines.forEach([String: String].self, in: file, maximumLineLength: limit) { _ in
                            records += 1
                        }
                        exit(3)
                    } catch let error as FileError {
                        guard error.line == 2, records == 1, "\(error)".contains("\(limit) bytes") else { exit(4) }
                    }
                    let growth = try peakKilobytes() - before
                    precondition(growth < growthLimit, "\(file): \(growth) kB for lines of at most \(limit) bytes")
                }
            }
        }
    }

    @Test func aFileOfManyLinesIsReadInConstantMemory() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let line = "{\"id\": \"\(String(repeating: "a", count: 4_000))\"}\n"
            let pieces = Array(repeating: Data(String(repeating: line, count: 100).utf8), count: 100)
            let files = ["many.jsonl", "many.jsonl.gz"].map { folder.url.appending(path: $0) }
            try store(pieces, in: files[0])
            try gzip(pieces, to: files[1])
            let before = try peakKilobytes()
            for file in files {
                var records = 0
                try JSONLines.forEach([String: String].self, in: file) { _ in records += 1 }
                guard records == 10_000 else { exit(3) }
                let growth = try peakKilobytes() - before
                precondition(growth < 8 << 10, "\(file): \(growth) kB for 40 MB")
            }
        }
    }
}

private func allLines(of reader: LineReader) throws -> [LineReader.Line] {
    var lines: [LineReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
}

private func store(_ pieces: [Data], in file: URL) throws {
    let file = try FileDescriptor(file, O_WRONLY | O_CREAT, action: "create")
    for piece in pieces { try file.write(piece) }
}

private func gzip(_ pieces: [Data], to file: URL) throws {
    let output = try #require(gzopen(file.path, "w1"))
    for piece in pieces {
        let written = piece.withUnsafeBytes { gzwrite(output, $0.baseAddress, UInt32($0.count)) }
        try #require(Int(written) == piece.count)
    }
    try #require(gzclose(output) == Z_OK)
}

/// The most memory that the process has had resident.
private func peakKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return try #require(line.flatMap { Int($0.filter(\.isNumber)) })
}
