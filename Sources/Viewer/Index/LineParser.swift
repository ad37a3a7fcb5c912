import Experiments
import Foundation

/// Takes lines of one of the run's files apart, and counts those that hold nothing that can be shown.
struct LineParser {
    private let content: IndexSource.Content
    private var hasHeader: Bool
    /// How many lines of the file have been parsed.
    private(set) var line: Int
    private(set) var damage: [(line: Int, damage: LineDamage)] = []
    private var labels: [HumanLabel] = []
    private var samples: [SourceBatch.PlacedSample] = []
    private var verdicts = VerdictGatherer()
    private let labelDecoder = JSONDecoder()

    init(_ content: IndexSource.Content, line: Int, hasHeader: Bool) {
        (self.content, self.line, self.hasHeader) = (content, line, hasHeader)
        labelDecoder.dateDecodingStrategy = .iso8601
    }

    var records: SourceBatch.Records {
        switch content {
        case .prompts: .prompts([])
        case .labels: .labels(labels)
        case .transcripts: .samples(samples)
        case .verdicts: .verdicts(verdicts.blocks)
        }
    }

    /// Parses whole lines, which lie at `offset` of the file.
    mutating func parse(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        var start = 0
        while start < bytes.count, let base = bytes.baseAddress {
            let feed = memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base }
            let end = feed ?? bytes.count
            line += 1
            parse(Self.trimmed(bytes[start..<end]), at: offset + start..<offset + end)
            start = end + 1
        }
    }

    /// Counts a line that could not even be read.
    mutating func reject(_ cause: String) {
        line += 1
        damage.append((line, LineDamage(cause)))
    }

    private mutating func parse(_ bytes: Slice<UnsafeRawBufferPointer>, at place: Range<Int>) {
        guard !bytes.isEmpty else { return }
        let slice = JSONSlice(bytes: UnsafeRawBufferPointer(rebasing: bytes))
        if hasHeader {
            hasHeader = false
            if slice.members("stage")?[0] != nil { return }
        }
        do {
            try add(slice, at: place)
        } catch {
            damage.append((line, error))
        }
    }

    private mutating func add(_ slice: JSONSlice, at place: Range<Int>) throws(LineDamage) {
        switch content {
        case .prompts: break
        case .labels:
            let label = try? labelDecoder.decode(HumanLabel.self, from: Data(slice.bytes))
            guard let label, ![label.transcript, label.question, label.labeller].contains(where: \.hasNUL) else {
                throw LineDamage("it is no label")
            }
            labels.append(label)
        case .transcripts(let condition):
            let sample = try SampleLine(slice, condition: condition)
            samples.append(SourceBatch.PlacedSample(sample: sample, place: place, line: line))
        case .verdicts: try verdicts.add(slice, at: place, line: line)
        }
    }

    private static func trimmed(_ line: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        guard let first = line.firstIndex(where: { !isSpace($0) }), let last = line.lastIndex(where: { !isSpace($0) })
        else { return line[line.endIndex...] }
        return line[first...last]
    }
}
