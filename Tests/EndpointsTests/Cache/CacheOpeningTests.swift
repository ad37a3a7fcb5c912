import Foundation
import GRDB
import Testing

@testable import Endpoints

@Suite struct CacheOpeningTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var file: URL { ResponseCache.file(in: folder.url) }

    private func fill(_ count: Int) async throws {
        let cache = try ResponseCache(in: folder.url)
        let text = String(repeating: "x", count: 10_000)
        for number in 0..<count { await cache.save(SampleReplies.reply(text), for: try SampleReplies.key(number)) }
        _ = try await cache.database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try cache.database.close()
    }

    @Test func theFolderFollowsTheEnvironment() {
        func folder(_ environment: [String: String]) -> String {
            ResponseCache.defaultFolder(environment: environment).path(percentEncoded: false)
        }
        #expect(folder(["CANDOR_CACHE": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"]) == "/c")
        #expect(folder(["CANDOR_CACHE": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"]) == "/x/candor")
        #expect(folder(["XDG_CACHE_HOME": "relative", "HOME": "/h"]) == "/h/.cache/candor")
        #expect(folder(["HOME": "/h"]) == "/h/.cache/candor")
        #expect(folder([:]).hasSuffix("/.cache/candor"))
    }

    @Test func onlyTheOwnerCanRead() async throws {
        let inner = folder.url.appending(path: "cache")
        let cache = try ResponseCache(in: inner)
        await cache.save(SampleReplies.reply("a"), for: try SampleReplies.key())
        func mode(_ url: URL) throws -> Int? {
            try (FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? NSNumber)?.intValue
        }
        #expect(try mode(inner) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: inner.path)
        #expect(names.contains("responses.sqlite-wal"))
        for name in names { #expect(try mode(inner.appending(path: name)) == 0o600, "\(name)") }
    }

    @Test func aFileThatIsNoDatabaseIsAnErrorWithTheRemedy() throws {
        try Data(repeating: 0x41, count: 5_000).write(to: file)
        let error = #expect(throws: ResponseCacheError.self) { try ResponseCache(in: folder.url) }
        #expect(error == .corrupted(path: file.path))
        #expect(error?.description.contains("candor cache clear") == true)
        try ResponseCache.remove(in: folder.url)
        #expect(!ResponseCache.exists(in: folder.url))
        _ = try ResponseCache(in: folder.url)
    }

    /// Damage of any place is an error of ours or goes unnoticed; it never ends the program, and no wrong reply comes.
    @Test func damagedDatabasesAreErrorsNeverWrongReplies() async throws {
        try await fill(40)
        let whole = try Data(contentsOf: file)
        var damages: [Data] = stride(from: 0, to: whole.count, by: whole.count / 12).map { whole.prefix($0) }
        for place in stride(from: 0, to: whole.count, by: whole.count / 24) {
            var damaged = whole
            damaged.replaceSubrange(place..<min(place + 600, whole.count), with: Data(repeating: 0xA5, count: 600))
            damages.append(damaged)
        }
        var errors = 0
        for damaged in damages {
            for suffix in ["-wal", "-shm"] { unlink(file.path + suffix) }
            try damaged.write(to: file)
            do {
                let cache = try ResponseCache(in: folder.url)
                defer { try? cache.database.close() }
                for number in 0..<40 {
                    let reply = try await cache.reply(for: SampleReplies.key(number))
                    #expect(reply == nil || reply?.text.count == 10_000)
                }
            } catch {
                errors += 1
                #expect(error is ResponseCacheError)
            }
        }
        #expect(errors > 12)
    }

    @Test func aDatabaseOfANewerVersionIsLeftAlone() async throws {
        try await fill(1)
        let future = try DatabaseQueue(path: file.path)
        try await future.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('replies-in-colour')") }
        try future.close()
        let error = #expect(throws: ResponseCacheError.self) { try ResponseCache(in: folder.url) }
        #expect(error == .newerVersion(path: file.path))
        #expect(error?.description.contains("CANDOR_CACHE") == true)
    }

    @Test func aPlaceWhereNoFolderCanBeIsAnErrorThatNamesIt() throws {
        let blocked = folder.url.appending(path: "file")
        try Data().write(to: blocked)
        let inner = blocked.appending(path: "cache")
        let error = #expect(throws: ResponseCacheError.self) { try ResponseCache(in: inner) }
        #expect(error?.description.contains(inner.path) == true)
    }
}
