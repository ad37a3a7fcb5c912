import Foundation
import GRDB
import Synchronization
import Testing

@testable import Endpoints

/// Several processes at once on one cache, from its very beginning.
@Suite struct CacheSharingTests {
    private static let processes = 4
    private static let keys = 800

    @Test func processesShareACacheWithoutLoss() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.path
        await withTaskGroup { group in
            for process in 0..<Self.processes {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String, process = process as Int] in
                        try await Self.work(URL(filePath: path), process)
                    }
                }
            }
        }
        let cache = try ResponseCache(in: folder.url)
        let check = try await cache.database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(check == "ok")
        let count = try cache.count(CacheSelection())
        #expect(count == Self.keys)
        for number in 0..<Self.keys {
            let reply = try await cache.reply(for: SampleReplies.key(number))
            #expect(reply?.text == Self.text(number))
        }
    }

    /// Connections of one process exclude each other as those of several do.
    @Test func manyMayMakeTheSameCacheAtOnce() throws {
        for _ in 0..<10 {
            let folder = try TemporaryFolder()
            let outcomes = Mutex<[Result<Void, any Error>]>([])
            let threads = DispatchGroup()
            for _ in 0..<8 {
                threads.enter()
                Thread.detachNewThread { [url = folder.url] in
                    let outcome = Result { _ = try ResponseCache(in: url) }
                    outcomes.withLock { $0.append(outcome) }
                    threads.leave()
                }
            }
            threads.wait()
            for outcome in outcomes.withLock({ $0 }) { try outcome.get() }
        }
    }

    /// Saves 500 replies, each of them also saved by another process or two, and reads as many.
    private static func work(_ folder: URL, _ process: Int) async throws {
        let cache = try ResponseCache(in: folder)
        for step in 0..<500 {
            let number = (process * 200 + step * 7 % 500) % keys
            await cache.save(SampleReplies.reply(text(number)), for: try SampleReplies.key(number))
            let own = try await cache.reply(for: SampleReplies.key(number))
            try #require(own?.text == text(number))
            let other = (number * 31 + process) % keys
            let found = try await cache.reply(for: SampleReplies.key(other))
            try #require(found == nil || found?.text == text(other))
        }
        try #require(cache.unsaved == nil)
    }

    /// Of one to some thirty thousand bytes, so that many rows take several pages.
    private static func text(_ number: Int) -> String {
        "\(number) " + String(repeating: "x", count: number * number % 30_011)
    }
}
