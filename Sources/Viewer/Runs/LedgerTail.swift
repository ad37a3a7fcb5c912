import Experiments
import Foundation

/// Follows the file that a stage writes its records to: how many there are, how fast they come, and the last of them.
struct LedgerTail: Sendable {
    let url: URL
    private(set) var records = 0
    /// The last records that are transcripts, latest first.
    private(set) var latest: [SampleText] = []
    private var offset: UInt64 = 0
    private var isHeaderPassed = false
    private var rest = Data()
    /// When it was looked, and how many records there were.
    private var looks: [(date: Date, records: Int)] = []

    private static let shown = 3
    /// The rate is that of the last minute or so.
    private static let keptLooks = 40

    init(_ url: URL) { self.url = url }

    /// Reads what was written since the last time; what is not there yet, or no more, counts as empty.
    mutating func advance(now: Date = .now) {
        guard let file = try? FileHandle(forReadingFrom: url) else { return self = LedgerTail(url) }
        defer { try? file.close() }
        if (try? file.seekToEnd()) ?? 0 < offset { self = LedgerTail(url) }
        try? file.seek(toOffset: offset)
        while let chunk = try? file.read(upToCount: 1 << 20), !chunk.isEmpty {
            offset += UInt64(chunk.count)
            add(chunk)
        }
        looks = looks.suffix(Self.keptLooks - 1) + [(now, records)]
    }

    /// Records a second; nil as long as nothing can be said.
    var rate: Double? {
        guard let first = looks.first, let last = looks.last, last.records > first.records else { return nil }
        return Double(last.records - first.records) / max(last.date.timeIntervalSince(first.date), 1e-3)
    }

    private mutating func add(_ chunk: Data) {
        let lines = (rest + chunk).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Data(lines.last ?? Data())
        var whole = lines.dropLast()
        if !isHeaderPassed, !whole.isEmpty {
            whole = whole.dropFirst()
            isHeaderPassed = true
        }
        records += whole.count
        let decoder = JSONDecoder()
        let read = whole.suffix(Self.shown).reversed().compactMap { try? decoder.decode(SampleText.self, from: $0) }
        latest = Array((read + latest).prefix(Self.shown))
    }
}
