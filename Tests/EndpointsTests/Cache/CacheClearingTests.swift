import Foundation
import Provenance
import Synchronization
import Testing

@testable import Endpoints

@Suite struct CacheClearingTests {
    private let folder: TemporaryFolder
    private let cache: ResponseCache

    /// A hundred replies of each of two models, one a day.
    init() async throws {
        folder = try TemporaryFolder()
        let day = Mutex(0.0)
        cache = try ResponseCache(in: folder.url, limit: ResponseCache.defaultLimit, redactor: Redactor()) {
            Date(timeIntervalSince1970: 86_400 * day.withLock { $0 })
        }
        for number in 0..<100 {
            day.withLock { $0 = Double(number) }
            for (model, size) in [("large", 20_000), ("small", 100)] {
                await cache.save(
                    SampleReplies.reply(String(repeating: "x", count: size)),
                    for: try SampleReplies.key(number, model: model, url: "https://user@models.example/v1?x=y"))
            }
        }
    }

    @Test func statisticsAddUp() async throws {
        let statistics = try cache.statistics()
        #expect(statistics.entries == 200)
        #expect(statistics.models.map(\.model) == ["large", "small"])
        #expect(statistics.models.map(\.entries) == [100, 100])
        #expect(Set(statistics.models.map(\.endpoint)) == ["models.example/v1"])
        let json = try CanonicalJSON.data(SampleReplies.reply(String(repeating: "x", count: 20_000))).count
        #expect(statistics.models[0].bytes == 100 * json)
        #expect(statistics.oldest == Date(timeIntervalSince1970: 0))
        #expect(statistics.newest == Date(timeIntervalSince1970: 99 * 86_400))
        #expect(statistics.bytesOnDisk > statistics.bytes)
    }

    @Test func anEmptyCacheHasStatisticsToo() async throws {
        try cache.clear()
        let statistics = try cache.statistics()
        #expect(statistics.entries == 0)
        #expect(statistics.bytes == 0)
        #expect(statistics.oldest == nil)
        #expect(statistics.models.isEmpty)
    }

    @Test(arguments: [
        (CacheSelection(), 200), (CacheSelection(model: "large"), 100), (CacheSelection(model: "lar"), 0),
        (CacheSelection(model: "' OR 1 --"), 0),
        (CacheSelection(savedBefore: Date(timeIntervalSince1970: 30 * 86_400)), 60),
        (CacheSelection(model: "small", savedBefore: Date(timeIntervalSince1970: 30 * 86_400)), 30),
    ])
    func whatIsSelectedIsCountedAndCleared(selection: CacheSelection, expected: Int) async throws {
        let counted = try cache.count(selection)
        #expect(counted == expected)
        let cleared = try cache.clear(selection)
        #expect(cleared == expected)
        let rest = try cache.count(CacheSelection())
        #expect(rest == 200 - expected)
        let left = try cache.count(selection)
        #expect(left == 0)
    }

    @Test func clearingGivesDiskSpaceBack() async throws {
        let before = ResponseCache.bytesOnDisk(in: folder.url)
        #expect(before > 2_000_000)
        try cache.clear(CacheSelection(model: "large"))
        #expect(ResponseCache.bytesOnDisk(in: folder.url) < 300_000)
        try cache.clear()
        #expect(ResponseCache.bytesOnDisk(in: folder.url) < 50_000)
    }

    @Test func whoeverElseHasItOpenGoesOnAfterClearing() async throws {
        let other = try ResponseCache(in: folder.url)
        try cache.clear()
        await other.save(SampleReplies.reply("new"), for: try SampleReplies.key(7))
        let found = try await cache.reply(for: SampleReplies.key(7))
        #expect(found?.text == "new")
        #expect(other.unsaved == nil)
    }
}
