import ArgumentParser
import Endpoints
import Foundation
import Provenance

/// `candor cache`: the replies of endpoints that are kept between runs.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "See and clear the replies that are kept between runs.",
        discussion: """
            Replies of endpoints are kept in \(ResponseCache.file(in: ResponseCache.defaultFolder()).path(percentEncoded: false)), \
            so that no question is paid for twice. The environment variable CANDOR_CACHE names another folder.
            """,
        subcommands: [CacheStatsCommand.self, CacheClearCommand.self])
}

/// `candor cache stats`: what is kept.
struct CacheStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what is kept: replies and their size by model.")

    @Flag(help: "Print the statistics as JSON.") var json = false

    func run() throws {
        let folder = ResponseCache.defaultFolder()
        // To look must not make a cache.
        let statistics =
            ResponseCache.exists(in: folder) ? try ResponseCache(in: folder).statistics() : CacheStatistics()
        print(json ? try CanonicalJSON.string(statistics) : CacheSummary(statistics, folder).text)
    }
}

/// `candor cache clear`: makes room, or has questions asked anew.
struct CacheClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Remove kept replies and give their disk space back.",
        discussion: "Without options everything is removed, also a damaged cache. On a terminal you are asked first.")

    @Option(help: "Only replies of the model with this name.") var model: String?
    @Option(help: "Only replies saved longer ago than this, such as 12h, 30d or 8w.") var olderThan: Age?
    @Flag(help: "Do not ask.") var yes = false
    @Flag(help: "Print the number of removed replies as JSON.") var json = false

    func run() throws {
        let folder = ResponseCache.defaultFolder()
        guard ResponseCache.exists(in: folder) else { return try report(0) }
        let selection = CacheSelection(
            model: model, savedBefore: olderThan.map { Date(timeIntervalSinceNow: -$0.seconds) })
        do {
            let cache = try ResponseCache(in: folder)
            let count = try cache.count(selection)
            guard count > 0 else { return try report(0) }
            let all = try cache.count(CacheSelection())
            try confirm("Remove \(count) of the \(all) replies in \(folder.path(percentEncoded: false))?")
            try report(cache.clear(selection))
        } catch ResponseCacheError.corrupted(let path) where selection.isEverything {
            try confirm("\(path) is damaged. Remove it?")
            try ResponseCache.remove(in: folder)
            try report(nil)
        }
    }

    private func confirm(_ question: String) throws {
        guard !yes, isatty(STDIN_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else { throw ExitCode.failure }
    }

    /// - Parameter count: nil for a cache that could not be read.
    private func report(_ count: Int?) throws {
        if json {
            print(try CanonicalJSON.string(["removed": count]))
        } else {
            print(count.map { "\($0) \($0 == 1 ? "reply" : "replies") removed" } ?? "the damaged cache was removed")
        }
    }
}

/// A length of time such as `12h`, `30d` or `8w`.
struct Age: ExpressibleByArgument {
    let seconds: TimeInterval

    init?(argument: String) {
        let units: [Character: TimeInterval] = ["h": 3_600, "d": 86_400, "w": 7 * 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = UInt32(argument.dropLast()) else {
            return nil
        }
        seconds = Double(count) * unit
    }
}
