import Experiments
import Foundation
import GRDB
import Testing

@testable import Viewer

@Suite struct IndexFileTests {
    private static func small() throws -> IndexedRun {
        var synthetic = SyntheticRun()
        synthetic.prompts = 20
        return try IndexedRun(synthetic)
    }

    private static func file(_ indexed: IndexedRun) throws -> URL {
        let names = try FileManager.default.contentsOfDirectory(atPath: indexed.cache.path(percentEncoded: false))
        return indexed.cache.appending(path: try #require(names.first { $0.hasSuffix(".sqlite") }))
    }

    @Test func anIndexIsUsedAgain() async throws {
        let indexed = try Self.small()
        _ = try await indexed.updated()
        let index = try indexed.open()
        #expect(try index.count() == 40)
        #expect(try index.progress.isComplete)
    }

    @Test func theRunsFolderIsNotWrittenTo() async throws {
        let indexed = try Self.small()
        let path = indexed.run.url.path(percentEncoded: false)
        let before = try FileManager.default.subpathsOfDirectory(atPath: path)
        for name in before + [""] {
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: "\(path)/\(name)")
        }
        let index = try await indexed.updated()
        #expect(try index.count() == 40)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: path).sorted() == before.sorted())
        for name in before + [""] {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(path)/\(name)")
        }
    }

    @Test func onlyItsOwnerCanReadIt() async throws {
        let indexed = try Self.small()
        _ = try await indexed.updated()
        for place in [indexed.cache, try Self.file(indexed)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: place.path(percentEncoded: false))
            let permissions = try #require(attributes[.posixPermissions] as? NSNumber).intValue
            #expect(permissions & 0o077 == 0)
        }
    }

    @Test func anIndexThatIsNoDatabaseIsMadeAnew() async throws {
        let indexed = try Self.small()
        _ = try await indexed.updated()
        try Data(repeating: 0x41, count: 100_000).write(to: Self.file(indexed))
        let index = try await indexed.updated()
        #expect(try index.count() == 40)
    }

    @Test func anIndexOfAnotherVersionIsMadeAnew() async throws {
        let indexed = try Self.small()
        let queue = try DatabaseQueue(path: Self.pathOfNew(indexed))
        try await queue.write { try $0.execute(sql: "CREATE TABLE state (other TEXT); PRAGMA user_version = 999") }
        try queue.close()
        let index = try await indexed.updated()
        #expect(try index.count() == 40)
    }

    private static func pathOfNew(_ indexed: IndexedRun) throws -> String {
        try FileManager.default.createDirectory(at: indexed.cache, withIntermediateDirectories: true)
        return IndexFile(of: indexed.run.url, in: indexed.cache).path
    }

    /// What is damaged shows only when it is read: sooner or later an error, then an index as new.
    @Test func anIndexDamagedWhileItIsOpenIsMadeAnew() async throws {
        let indexed = try Self.small()
        let index = try await indexed.updated()
        let pool = index.state.withLock(\.pool)
        try await pool.writeWithoutTransaction { try _ = $0.checkpoint(.truncate) }
        try pool.close()
        let file = try FileHandle(forWritingTo: Self.file(indexed))
        let size = try file.seekToEnd()
        for page in 1..<Int(size / 4_096) {
            try file.seek(toOffset: UInt64(page * 4_096))
            try file.write(contentsOf: Data(repeating: 0xEE, count: 4_096))
        }
        try file.close()
        let damaged = try indexed.open()
        #expect(throws: TranscriptIndexError.self) { try damaged.count(TranscriptFilter(text: "the")) }
        try await damaged.update()
        #expect(try damaged.count() == 40)
        #expect(try damaged.count(TranscriptFilter(text: "the")) > 0)
    }

    @Test func aCacheThatIsDeletedUnderAnIndexIsMadeAnew() async throws {
        let indexed = try Self.small()
        let index = try await indexed.updated()
        try FileManager.default.removeItem(at: indexed.cache)
        try await index.update()
        #expect(try index.count() == 40)
        #expect(try index.count(TranscriptFilter(text: "the")) > 0)
    }

    @Test func severalMayReadTheSameRunAtOnce() async throws {
        var synthetic = SyntheticRun()
        (synthetic.prompts, synthetic.samplesPerPrompt) = (300, 5)
        let indexed = try IndexedRun(synthetic)
        let indexes = try (0..<4).map { _ in try indexed.open() }
        try await withThrowingTaskGroup { group in
            for index in indexes {
                group.addTask { try await index.update() }
                group.addTask { try await index.update() }
            }
            try await group.waitForAll()
        }
        let expected = try indexes[0].entries(limit: .max)
        #expect(expected.count == 3_000)
        for index in indexes { #expect(try index.entries(limit: .max) == expected) }
    }

    @Test func whereNoIndexCanBeKeptTheErrorSaysWhatToDo() throws {
        let indexed = try Self.small()
        let error = #expect(throws: TranscriptIndexError.self) {
            try TranscriptIndex(of: indexed.run, in: indexed.run.file("run.json").appending(path: "cache"))
        }
        #expect(error?.description.contains("CANDOR_CACHE") == true)
    }

    @Test func whatIsNoRunIsNotIndexed() throws {
        let folder = FileManager.default.temporaryDirectory
        #expect(throws: ManifestError.self) {
            try TranscriptIndex(of: RunDirectory(folder.appending(path: "none")), in: folder)
        }
    }
}
