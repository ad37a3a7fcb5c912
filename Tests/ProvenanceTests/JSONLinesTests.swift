import Foundation
import Testing

@testable import Provenance

@Suite struct JSONLinesTests {
    struct Record: Codable, Equatable {
        let id: String
        var value = 0
    }

    let folder: TemporaryFolder
    let file: URL

    init() throws {
        folder = try TemporaryFolder()
        file = folder.url.appending(path: "records.jsonl")
    }

    func read() throws -> JSONLinesContents<Record> { try JSONLines.read(Record.self, from: file) }

    func write(_ text: String) throws { try Data(text.utf8).write(to: file) }

    @Test func recordsReadBack() throws {
        let records = (0..<300).map { Record(id: "\($0)\n\"é", value: $0) }
        let writer = try JSONLinesWriter<Record>(appendingTo: file, recordsPerSync: 7)
        for record in records[..<150] { try writer.append(record) }
        try writer.append(contentsOf: records[150...])
        try writer.sync()
        #expect(try read().records == records)
        #expect(try read().droppedTail == nil)
    }

    @Test func appendingGoesOnAfterTheLastRecord() throws {
        try JSONLinesWriter<Record>(appendingTo: file).append(Record(id: "a"))
        try JSONLinesWriter<Record>(appendingTo: file).append(Record(id: "b"))
        #expect(try read().records.map(\.id) == ["a", "b"])
    }

    /// A kill may leave any prefix of what was written.
    @Test func anyPrefixOfAFileIsReadAndContinued() throws {
        try JSONLinesWriter<Record>(appendingTo: file).append(contentsOf: ["a", "é", "c"].map { Record(id: $0) })
        let whole = try Data(contentsOf: file)
        for length in 0...whole.count {
            try whole.prefix(length).write(to: file)
            let before = try read()
            #expect(before.records.map(\.id) == Array(["a", "é", "c"].prefix(before.records.count)))
            let writer = try JSONLinesWriter<Record>(appendingTo: file)
            #expect(writer.droppedTail == before.droppedTail)
            try writer.append(Record(id: "d"))
            let after = try read()
            #expect(after.records == before.records + [Record(id: "d")])
            #expect(after.droppedTail == nil)
        }
    }

    @Test func aHalfWrittenLastLineIsDroppedAndReported() throws {
        try write("{\"id\":\"a\",\"value\":1}\n{\"id\":\"b\",\"va")
        let contents = try read()
        #expect(contents.records == [Record(id: "a", value: 1)])
        #expect(contents.droppedTail == DroppedTail(line: 2, byteCount: 13))
        #expect(contents.droppedTail?.description == "line 2 was half-written: its 13 bytes were dropped")
    }

    @Test func aWholeLastLineNeedsNoLineFeed() throws {
        try write("{\"id\":\"a\",\"value\":1}\n\n{\"id\":\"b\",\"value\":2}")
        #expect(try read().records.map(\.id) == ["a", "b"])
        #expect(try read().droppedTail == nil)
    }

    @Test func recordsAreHandedOutOneByOneAndTheDroppedTailIsReported() throws {
        try write("{\"id\":\"a\",\"value\":1}\n\n{\"id\":\"b\",\"value\":2}\n{\"id\"")
        var records: [Record] = []
        let tail = try JSONLines.forEach(Record.self, in: file) { records.append($0) }
        #expect(records == [Record(id: "a", value: 1), Record(id: "b", value: 2)])
        #expect(tail == DroppedTail(line: 4, byteCount: 5))
        var first: Record?
        #expect(throws: CancellationError.self) {
            try JSONLines.forEach(Record.self, in: file) { record in
                first = record
                throw CancellationError()
            }
        }
        #expect(first == records[0])
        #expect(throws: FileError.self) {
            try JSONLines.forEach(Record.self, in: file, maximumLineLength: 10) { _ in }
        }
    }

    @Test(arguments: [
        ("{\"id\":\"a\",\"value\":1}\n{\"id\":\"b\"}\n", 2, "no 'value'"),
        ("{\"id\":3,\"value\":1}\n", 1, "'id' is of another type, expected String"),
        ("{\"id\":null,\"value\":1}\n", 1, "'id' is null, expected String"),
        ("{\"id\":\"a\",\"value\":1}\n{\"id\":\"b\",\"va\n{\"id\":\"c\",\"value\":1}\n", 2, "not valid JSON"),
        ("[]\n", 1, "the line is of another type"),
        ("{\"id\":\"a\"}", 1, "no 'value'"),
    ])
    func aBadLineIsAnErrorWithItsNumber(_ text: String, line: Int, cause: String) throws {
        try write(text)
        let error = #expect(throws: JSONLinesError.self) { try read() }
        #expect(error?.line == line)
        #expect(error?.cause.hasPrefix(cause) == true, "\(error?.cause ?? "")")
        #expect(error?.description.hasPrefix("\(file.path):\(line): ") == true)
    }

    @Test func aRecordThatCannotBeEncodedLeavesTheFileAsItWas() throws {
        let writer = try JSONLinesWriter<[Double]>(appendingTo: file)
        try writer.append([1])
        #expect(throws: EncodingError.self) { try writer.append(contentsOf: [[2], [.nan]]) }
        #expect(try String(contentsOf: file, encoding: .utf8) == "[1]\n")
    }

    @Test func tasksShareAWriter() async throws {
        let writer = try JSONLinesWriter<Record>(appendingTo: file, recordsPerSync: 50)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<50 { try writer.append(Record(id: "\(task)", value: index)) }
                }
            }
            try await group.waitForAll()
        }
        let records = try read().records
        #expect(records.count == 400)
        for task in 0..<8 {
            #expect(records.filter { $0.id == "\(task)" }.map(\.value) == Array(0..<50))
        }
    }

    /// A limit on file sizes stands in for a full disk.
    @Test func aFailedWriteLeavesWholeLines() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let folder = try TemporaryFolder()
            let file = folder.url.appending(path: "records.jsonl")
            var limit = rlimit(rlim_cur: 100, rlim_max: 100)
            guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(3) }
            let writer = try JSONLinesWriter<Record>(appendingTo: file)
            var written: [Record] = []
            do {
                while written.count < 100 {
                    let record = Record(id: "record", value: written.count)
                    try writer.append(record)
                    written.append(record)
                }
                exit(4)
            } catch is FileError {
                let contents = try JSONLines.read(Record.self, from: file)
                guard !written.isEmpty, contents.records == written, contents.droppedTail == nil else { exit(5) }
            }
        }
    }
}
