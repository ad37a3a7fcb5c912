import Foundation
import Provenance
import Testing

@testable import Experiments

/// Whatever became of a ledger, the run ends with every record once.
@Suite struct LedgerTests {
    private let temporary: TemporaryFolder
    private let mock: MockRun
    private var ledger: URL { mock.folder.appending(path: "transcripts/clean.jsonl.partial") }

    init() throws {
        temporary = try TemporaryFolder()
        mock = try MockRun(in: temporary.url)
    }

    /// A run that was stopped when it had ten of its records.
    private func interrupted() async throws {
        let asked = Counter()
        let model = MockModel { request in
            guard asked.next() <= 10 else { throw CancellationError() }
            return await MockModel.reasoned(request)
        }
        await #expect(throws: CancellationError.self) { try await mock.run(model) }
        #expect(try lines().count == 11)
    }

    private func lines() throws -> [String] {
        try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String], ending: String = "\n") throws {
        try Data((lines.joined(separator: "\n") + ending).utf8).write(to: ledger)
    }

    /// How many requests of the condition are made when the run goes on; it must end like any other.
    private func asked() async throws -> Int {
        let model = MockModel()
        try await mock.run(model)
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
        #expect(!FileManager.default.fileExists(atPath: ledger.path))
        return model.asked.count { $0.hasPrefix("clean/") }
    }

    @Test(arguments: [1, 2, 30, 200])
    func aHalfWrittenLastLineIsAskedAgain(cut: Int) async throws {
        try await interrupted()
        let whole = try Data(contentsOf: ledger)
        try whole.dropLast(cut).write(to: ledger)
        // Without its line feed only, the line is whole.
        #expect(try await asked() == (cut == 1 ? 8 : 9))
    }

    @Test(arguments: [
        "", "garbage", "{\"id\":\"clean/p0/2\"}", "[1,2", "\u{0}\u{0}\u{0}", "{\"id\":\"clean/p0/2\",\"tok",
    ])
    func garbageInTheMiddleIsAskedAgain(garbage: String) async throws {
        try await interrupted()
        var lines = try lines()
        lines[3] = garbage
        try write(lines)
        #expect(try await asked() == 9)
    }

    @Test func aLedgerOfOtherInputsIsBegunAnew() async throws {
        try await interrupted()
        var lines = try lines()
        lines[0] = try LedgerFile.header(SHA256Digest(ofUTF8: "other")).trimmingCharacters(in: .newlines)
        try write(lines)
        #expect(try await asked() == 18)
    }

    @Test(arguments: ["", "garbage\n", "{\"stage\":\"short\"}\n", "{\"stage\":"])
    func aLedgerWithoutItsFirstLineIsBegunAnew(head: String) async throws {
        try await interrupted()
        try Data(head.utf8).write(to: ledger)
        #expect(try await asked() == 18)
    }

    @Test func recordsThatCameTwiceCountOnce() async throws {
        try await interrupted()
        let lines = try lines()
        try write(lines + lines.dropFirst().reversed())
        #expect(try await asked() == 8)
    }

    @Test(arguments: [0, 11])
    func aLineOf100MegabytesIsAnErrorThatNamesIt(line: Int) async throws {
        try await interrupted()
        var lines = try lines()
        lines.insert(String(repeating: "x", count: 100 << 20), at: line)
        try write(lines)
        let size = try ledger.resourceValues(forKeys: [.fileSizeKey]).fileSize
        let error = await #expect(throws: FileError.self) { try await mock.run() }
        #expect(error?.description.hasPrefix("\(ledger.path):\(line + 1): the line is longer than") == true)
        #expect(try URL(filePath: ledger.path).resourceValues(forKeys: [.fileSizeKey]).fileSize == size)
    }

    @Test func aLedgerThatCannotBeReadIsAnErrorAndNotBegunAnew() async throws {
        try await interrupted()
        try FileManager.default.removeItem(at: ledger)
        try FileManager.default.createDirectory(at: ledger, withIntermediateDirectories: true)
        let error = await #expect(throws: FileError.self) { try await mock.run() }
        #expect(error?.path == ledger.path)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func aLedgerWithoutPermissionIsAnErrorAndNotBegunAnew() async throws {
        try await interrupted()
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: ledger.path)
        let error = await #expect(throws: FileError.self) { try await mock.run() }
        #expect(error?.path == ledger.path)
        #expect(error?.remedy.contains("permission") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: ledger.path)
        #expect(try await asked() == 8)
    }

    @Test func wavesAreRepeatedWhole() throws {
        struct Row: Codable, Sendable, Identifiable {
            let id: String
        }
        let file = temporary.url.appending(path: "ledger")
        let ledger = try RecordLedger<Row>(file, key: SHA256Digest(ofUTF8: "key"))
        let ids = (0..<10).map { "r\($0)" }
        for id in ["r0", "r1", "r2", "r3", "r5", "r8", "r9"] { try ledger.append(Row(id: id)) }
        #expect(ledger.missing(of: ids, wave: nil) == [4, 6, 7])
        #expect(ledger.missing(of: ids, wave: 4) == [4, 5, 6, 7])
        #expect(ledger.missing(of: ids, wave: 3) == [3, 4, 5, 6, 7, 8])
        #expect(throws: LostRecords.self) { try ledger.finish(ids, to: temporary.url.appending(path: "artifact")) }
        let reopened = try RecordLedger<Row>(file, key: SHA256Digest(ofUTF8: "key"))
        #expect(reopened.count == 7)
        #expect(reopened.damagedLines == 0)
    }
}
