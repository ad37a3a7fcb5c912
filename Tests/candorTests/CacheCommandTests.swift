import Endpoints
import Foundation
import Testing

@testable import candor

@Suite struct CacheCommandTests {
    @Test func agesAreNumbersWithAUnit() {
        #expect(Age(argument: "12h")?.seconds == 43_200)
        #expect(Age(argument: "30d")?.seconds == 2_592_000)
        #expect(Age(argument: "2w")?.seconds == 1_209_600)
        for wrong in ["", "d", "30", "-1d", "1.5d", "30 d", "30m", "99999999999d"] {
            #expect(Age(argument: wrong) == nil)
        }
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
        (1_234_567, "1.2 MB"),
        (10_000_000_000, "10.0 GB"), (5_000_000_000_000_000, "5000.0 TB"),
    ])
    func sizesHaveOneDecimal(bytes: Int, text: String) {
        #expect(CacheSummary.size(bytes) == text)
    }

    @Test func summaryNamesModelsAndPlace() {
        let day = Date(timeIntervalSince1970: 1_700_000_000)
        let statistics = CacheStatistics(
            models: [
                .init(
                    endpoint: "models.example/v1", model: "judge\u{1B}[2J", entries: 12, bytes: 3_400, oldest: day,
                    newest: day + 86_400)
            ], bytesOnDisk: 45_056)
        #expect(
            CacheSummary(statistics, URL(filePath: "/cache")).text == """
                 model      endpoint           replies    size  oldest      newest
                 judge·[2J  models.example/v1       12  3.4 kB  2023-11-14  2023-11-15

                 12 replies from 2023-11-14 to 2023-11-15; 45.1 kB on disk in /cache/responses.sqlite
                """)
    }

    @Test func anEmptyCacheSaysWhereItIs() {
        #expect(
            CacheSummary(CacheStatistics(), URL(filePath: "/cache")).text == "no replies in /cache/responses.sqlite")
    }

    /// The command's folder comes from the environment, so each case is a process of its own.
    @Test(arguments: [[], ["--older-than", "1d"], ["--model", "m"]])
    func aDamagedCacheIsRemovedOnlyAsAWhole(options: [String]) async {
        await #expect(processExitsWith: .success) { [options = options as [String]] in
            let folder = FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            setenv("CANDOR_CACHE", folder.path, 1)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(repeating: 0x41, count: 5_000).write(to: ResponseCache.file(in: folder))
            let command = try CacheClearCommand.parse(options + ["--yes"])
            if options.isEmpty {
                try command.run()
            } else {
                #expect(throws: ResponseCacheError.self) { try command.run() }
            }
            #expect(ResponseCache.exists(in: folder) == !options.isEmpty)
        }
    }

    @Test func lookingMakesNoCache() async {
        await #expect(processExitsWith: .success) {
            let folder = FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID().uuidString)")
            setenv("CANDOR_CACHE", folder.path, 1)
            try CacheStatsCommand.parse([]).run()
            try CacheClearCommand.parse(["--yes"]).run()
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }
    }
}
