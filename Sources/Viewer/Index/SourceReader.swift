import Foundation

/// Reads a file of the run batch by batch, from wherever the index has come to.
struct SourceReader: Sendable {
    /// The first is short, for there to be a page soon.
    private static let firstBatchLength = 1 << 19
    private static let batchLength = 4 << 20
    /// A line that is longer counts as damaged.
    static let maximumLineLength = 64 << 20
    private static let maximumPromptsLength = 256 << 20

    let source: IndexSource
    /// The row of the source in the index.
    let number: Int64
    /// Rises with each time that the file is read from its beginning.
    let generation: Int
    private let file: ReadableFile
    private let size: Int
    private let hasHeader: Bool
    /// Whether the last line may be one that is still being written.
    private let grows: Bool
    private var offset: Int
    private var line: Int

    init(
        _ source: IndexSource, number: Int64, generation: Int, _ opened: IndexSource.Opened, offset: Int, line: Int
    ) {
        (self.source, self.number, self.generation) = (source, number, generation)
        (file, size) = (opened.file, opened.stamp.size)
        (hasHeader, grows) = (opened.isLedger, opened.isLedger || source.content == .labels)
        (self.offset, self.line) = (offset, line)
    }

    /// The next batch; of a file that has nothing more, an empty last one.
    mutating func next() -> SourceBatch {
        if source.content == .prompts { return promptOrder() }
        var parser = LineParser(source.content, line: line, hasHeader: hasHeader && offset == 0)
        var length = offset == 0 ? Self.firstBatchLength : Self.batchLength
        var (bytes, isEnd) = read(length)
        while bytes.isEmpty, !isEnd, length < Self.maximumLineLength {
            length *= 2
            (bytes, isEnd) = read(length)
        }
        var end = offset + bytes.count
        if bytes.isEmpty, !isEnd {
            (end, isEnd) = endOfOverlongLine(from: offset + length)
            if end > offset { parser.reject("it is longer than \(Self.maximumLineLength) bytes") }
        } else {
            bytes.withUnsafeBytes { parser.parse($0, at: offset) }
        }
        let start = offset
        (offset, line) = (end, parser.line)
        return SourceBatch(
            number: number, generation: generation, range: start..<end, line: line, records: parser.records,
            damage: parser.damage, isLast: isEnd, fingerprint: file.fingerprint(upTo: end))
    }

    /// The whole lines among the next `length` bytes, and whether the file ends with them.
    private func read(_ length: Int) -> (bytes: ArraySlice<UInt8>, isEnd: Bool) {
        let bytes = file.read(offset..<max(offset, min(offset + length, size)))
        let isEnd = offset + bytes.count >= size || bytes.isEmpty
        if isEnd, !grows { return (bytes[...], true) }
        let lines = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? []
        return (lines, isEnd)
    }

    /// Where the next line begins; the offset itself if the line that is too long is not at its end yet.
    private func endOfOverlongLine(from start: Int) -> (end: Int, isEnd: Bool) {
        var position = start
        while position < size {
            let bytes = file.read(position..<min(position + Self.batchLength, size))
            if bytes.isEmpty { break }
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                return (position + end + 1, position + end + 1 >= size)
            }
            position += bytes.count
        }
        return (grows ? offset : size, true)
    }

    /// All of `prompts.json`, which is no file of lines.
    private mutating func promptOrder() -> SourceBatch {
        let bytes = size <= Self.maximumPromptsLength ? file.read(0..<size) : []
        let ids = bytes.withUnsafeBytes { Self.promptIDs(JSONSlice(bytes: $0)) }
        offset = size
        return SourceBatch(
            number: number, generation: generation, range: 0..<size, line: 1, records: .prompts(ids ?? []),
            damage: ids == nil ? [(1, LineDamage("the order of the prompts cannot be read"))] : [], isLast: true,
            fingerprint: file.fingerprint(upTo: size))
    }

    private static func promptIDs(_ split: JSONSlice) -> [String]? {
        var ids: [String?] = []
        let isWhole = split.members("test")?[0]?.forEachElement { ids.append($0.members("id")?[0]?.name) }
        return isWhole ?? false ? ids.compactMap { $0 } : nil
    }
}
