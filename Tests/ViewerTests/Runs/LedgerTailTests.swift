import Foundation
import Testing

@testable import Viewer

@Suite struct LedgerTailTests {
    private let file = FileManager.default.temporaryDirectory.appending(path: "candor-ledger-\(UUID())")
    private let start = Date(timeIntervalSince1970: 0)

    private func write(_ text: String) throws { try Data(text.utf8).write(to: file) }

    @Test func recordsAreCountedWithoutTheFirstAndTheHalfWrittenLine() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        var tail = LedgerTail(file)
        tail.advance()
        #expect(tail.records == 0)
        try write("{\"stage\":1}\n{}\n{}\n{\"ha")
        tail.advance()
        #expect(tail.records == 2)
        try write("{\"stage\":1}\n{}\n{}\n{\"half\":1}\n")
        tail.advance()
        #expect(tail.records == 3)
    }

    @Test func aFileThatBeganAnewIsCountedAnew() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        var tail = LedgerTail(file)
        try write("{}\n{}\n{}\n{}\n")
        tail.advance()
        try write("{}\n{}\n")
        tail.advance()
        #expect(tail.records == 1)
        try FileManager.default.removeItem(at: file)
        tail.advance()
        #expect(tail.records == 0)
    }

    @Test func theRateIsThatOfTheLooks() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        var tail = LedgerTail(file)
        try write("{}\n{}\n")
        tail.advance(now: start)
        #expect(tail.rate == nil)
        try write("{}\n" + String(repeating: "{}\n", count: 21))
        tail.advance(now: start.addingTimeInterval(10))
        #expect(tail.rate == 2)
    }

    @Test(arguments: [(0.4, "0:00"), (59.9, "0:59"), (72, "1:12"), (3723, "1:02:03"), (-5, "0:00")])
    func timesAreWrittenAsClocksShowThem(_ seconds: Double, _ text: String) {
        #expect(LiveStage.clock(seconds) == text)
    }
}
