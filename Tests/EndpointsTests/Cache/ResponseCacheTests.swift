import Foundation
import GRDB
import Provenance
import Synchronization
import Testing

@testable import Endpoints

@Suite struct ResponseCacheTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var cacheFolder: URL { folder.url.appending(path: "a/cache") }

    private func open(limit: Int = ResponseCache.defaultLimit, redactor: Redactor = Redactor()) throws -> ResponseCache
    {
        try ResponseCache(in: cacheFolder, limit: limit, redactor: redactor)
    }

    @Test func repliesComeBackAsTheyWere() async throws {
        let replies = [
            ChatReply(
                id: "α", text: "<think>\n\u{0}\"\\/</think>é😀", reasoningIsOpen: true, ending: .stopString,
                tokens: [1, 2, 1 << 40], logProbabilities: [.init(token: "�", logProbability: -0.1 - 0.2)],
                usage: TokenUsage(prompt: 1, cachedPrompt: 2, completion: 3), prompt: SHA256Digest(ofUTF8: "p"),
                attempts: 4),
            SampleReplies.reply("", ending: .length),
            SampleReplies.reply("", ending: .refused, failure: .init(.contentFilter, "withheld")),
        ]
        for (number, reply) in replies.enumerated() { try await open().save(reply, for: SampleReplies.key(number)) }
        for (number, reply) in replies.enumerated() {
            var expected = reply
            expected.attempts = 0
            let found = try await open().reply(for: SampleReplies.key(number))
            #expect(found == expected)
        }
        let missing = try await open().reply(for: SampleReplies.key(99))
        #expect(missing == nil)
    }

    @Test func samplesOfOnePromptNeverShareAnEntry() async throws {
        let cache = try open()
        for sample in 0..<3 {
            for seed in 0..<3 {
                let key = try SampleReplies.key(sampleIndex: sample, seed: seed)
                let before = try await cache.reply(for: key)
                #expect(before == nil)
                await cache.save(SampleReplies.reply("\(sample) \(seed)"), for: key)
            }
        }
        for sample in 0..<3 {
            for seed in 0..<3 {
                let found = try await cache.reply(for: SampleReplies.key(sampleIndex: sample, seed: seed))
                #expect(found?.text == "\(sample) \(seed)")
            }
        }
    }

    @Test func otherEndpointsModelsAndBodiesHaveOtherEntries() async throws {
        let cache = try open()
        await cache.save(SampleReplies.reply("a"), for: try SampleReplies.key(1))
        for key in [
            try SampleReplies.key(2), try SampleReplies.key(1, model: "n"),
            try SampleReplies.key(1, url: "https://other.example/v1"),
        ] {
            let found = try await cache.reply(for: key)
            #expect(found == nil)
        }
    }

    @Test func failedRepliesAreNotSaved() async throws {
        let cache = try open()
        let failure = ChatReply.Failure(.timeout, "no answer")
        await cache.save(SampleReplies.reply("", ending: .failed, failure: failure), for: try SampleReplies.key())
        let count = try cache.count(CacheSelection())
        #expect(count == 0)
        #expect(cache.unsaved == nil)
    }

    @Test func theLastReplySavedUnderAKeyCounts() async throws {
        let cache = try open()
        for text in ["first", "second"] { await cache.save(SampleReplies.reply(text), for: try SampleReplies.key()) }
        let found = try await cache.reply(for: SampleReplies.key())
        #expect(found?.text == "second")
    }

    @Test func aReplyThatCannotBeReadIsAskedForAgain() async throws {
        let cache = try open()
        await cache.save(SampleReplies.reply("a"), for: try SampleReplies.key())
        try await cache.database.write { try $0.execute(sql: "UPDATE reply SET reply = '{\"id\":'") }
        let unreadable = try await cache.reply(for: SampleReplies.key())
        #expect(unreadable == nil)
        await cache.save(SampleReplies.reply("b"), for: try SampleReplies.key())
        let found = try await cache.reply(for: SampleReplies.key())
        #expect(found?.text == "b")
    }

    @Test func anInterruptedRunSavesWhatItPaidFor() async throws {
        let cache = try open()
        let key = try SampleReplies.key()
        await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await cache.save(SampleReplies.reply("paid"), for: key)
        }.value
        let found = try await cache.reply(for: key)
        #expect(found?.text == "paid")
        #expect(cache.unsaved == nil)
    }

    @Test func aFullDiskLosesNoReplyAndIsCounted() async throws {
        let cache = try open()
        await cache.save(SampleReplies.reply("early"), for: try SampleReplies.key(0))
        // SQLite then says what it says when the disk is full.
        try await cache.database.write { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let large = String(repeating: "x", count: 100_000)
        for number in 1...3 { await cache.save(SampleReplies.reply(large), for: try SampleReplies.key(number)) }
        #expect(cache.unsaved?.count == 3)
        #expect(cache.unsaved?.reason.contains("full") == true)
        let early = try await cache.reply(for: SampleReplies.key(0))
        let late = try await cache.reply(for: SampleReplies.key(1))
        #expect(early?.text == "early")
        #expect(late == nil)

        try await cache.database.write { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        await cache.save(SampleReplies.reply(large), for: try SampleReplies.key(1))
        let found = try await cache.reply(for: SampleReplies.key(1))
        #expect(found?.text == large)
        #expect(cache.unsaved?.count == 3)
    }

    @Test func aNumberThatJSONCannotHoldIsCountedToo() async throws {
        let cache = try open()
        var reply = SampleReplies.reply("a")
        reply.logProbabilities = [.init(token: "a", logProbability: -.infinity)]
        await cache.save(reply, for: try SampleReplies.key())
        #expect(cache.unsaved?.count == 1)
    }

    @Test func theLeastRecentlyUsedRepliesMakeRoom() async throws {
        let day = Mutex(0.0)
        let cache = try ResponseCache(in: cacheFolder, limit: 2_000_000, redactor: Redactor()) {
            Date(timeIntervalSince1970: 86_400 * day.withLock { $0 })
        }
        let text = String(repeating: "x", count: 20_000)
        for number in 0..<300 {
            day.withLock { $0 += 2 }
            await cache.save(SampleReplies.reply(text), for: try SampleReplies.key(number))
            let favourite = try await cache.reply(for: SampleReplies.key(0))
            #expect(favourite != nil)
        }
        let statistics = try cache.statistics()
        #expect((60...100).contains(statistics.entries))
        #expect(statistics.bytesOnDisk < 7_000_000)
        let forgotten = try await cache.reply(for: SampleReplies.key(1))
        let recent = try await cache.reply(for: SampleReplies.key(299))
        #expect(forgotten == nil)
        #expect(recent != nil)
        #expect(cache.unsaved == nil)
    }

    @Test func aPlantedKeyReachesNoFile() async throws {
        let secret = "sk-planted/3f9c\"77"
        let key = try APIKey(secret, name: "MY_KEY", for: #require(URL(string: "https://models.example/v1")))
        let cache = try open(redactor: Redactor([key]))
        let said = "Incorrect API key provided: \(secret)"
        let body = try CanonicalJSON.string(["prompt": said])
        await cache.save(SampleReplies.reply("an answer to a prompt"), for: try SampleReplies.key(body: body))
        await cache.save(
            SampleReplies.reply("", ending: .refused, failure: .init(.contentFilter, said)),
            for: try SampleReplies.key(1))
        await cache.save(
            SampleReplies.reply("", ending: .failed, failure: .init(.rejected, said)), for: try SampleReplies.key(2))
        await cache.save(SampleReplies.reply("You said: \(said)"), for: try SampleReplies.key(3))
        #expect(cache.unsaved == UnsavedReplies(count: 2, reason: "it holds an API key"))
        let count = try cache.count(CacheSelection())
        #expect(count == 1)
        for name in try FileManager.default.contentsOfDirectory(atPath: cacheFolder.path) {
            let bytes = try Data(contentsOf: cacheFolder.appending(path: name))
            #expect(bytes.range(of: Data("planted".utf8)) == nil, "\(name)")
        }
        // The search would find what is there.
        let files = try ["", "-wal"].map {
            try Data(contentsOf: URL(filePath: cacheFolder.path + "/responses.sqlite" + $0))
        }
        #expect(files.contains { $0.range(of: Data("an answer to a prompt".utf8)) != nil })
    }
}
