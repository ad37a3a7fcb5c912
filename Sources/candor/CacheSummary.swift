import Endpoints
import Foundation

/// What the response cache holds, for the terminal.
struct CacheSummary {
    private let statistics: CacheStatistics
    private let folder: URL

    init(_ statistics: CacheStatistics, _ folder: URL) {
        self.statistics = statistics
        self.folder = folder
    }

    var text: String {
        let path = ResponseCache.file(in: folder).path(percentEncoded: false)
        guard let oldest = statistics.oldest, let newest = statistics.newest else { return "no replies in \(path)" }
        let total =
            "\(statistics.entries) \(statistics.entries == 1 ? "reply" : "replies") from \(day(oldest)) to \(day(newest)); "
            + "\(Self.size(statistics.bytesOnDisk)) on disk in \(path)"
        return (table.lines + ["", total]).map { $0.isEmpty ? $0 : " " + $0 }.joined(separator: "\n")
    }

    private var table: TerminalTable {
        var table = TerminalTable(columns: [
            .init("model"), .init("endpoint"), .init("replies", .right), .init("size", .right), .init("oldest"),
            .init("newest"),
        ])
        for model in statistics.models {
            table.append([
                model.model, model.endpoint, "\(model.entries)", Self.size(model.bytes), day(model.oldest),
                day(model.newest),
            ])
        }
        return table
    }

    private func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }

    /// Such as `1.2 GB`.
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1_000 else { return "\(bytes) B" }
        var value = Double(bytes)
        var units = ["kB", "MB", "GB", "TB"][...]
        repeat { value /= 1_000 } while value >= 999.95 && units.count > 1 && units.popFirst() != nil
        return String(format: "%.1f %@", value, units.first ?? "")
    }
}
