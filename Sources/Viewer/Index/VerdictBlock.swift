import Evaluation
import Foundation
import Provenance

/// What all scorers said of one transcript, as far as it stands together in `verdicts.jsonl`.
struct VerdictBlock: Sendable {
    let transcript: String
    /// The bytes of all its lines.
    var place: Range<Int>
    /// The first line, from 1.
    let line: Int
    var findings: [Finding]

    /// What one scorer said, without its evidence; of scores only that there is one.
    struct Finding: Sendable, Hashable, Codable {
        let scorer: String
        /// Nil for a score.
        let match: VerdictMatch.Value?
    }
}

extension VerdictBlock.Finding {
    init(_ scorer: String, _ value: JSONSlice) throws(LineDamage) {
        self.scorer = scorer
        switch value.bytes.first {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): match = .flag(value.bytes.first == UInt8(ascii: "t"))
        case UInt8(ascii: "{"): match = .skipped
        case UInt8(ascii: "\""):
            guard let label = value.name else { throw .without("value") }
            match = .label(label)
        default:
            guard Double(String(decoding: value.bytes, as: UTF8.self)) != nil else { throw .without("value") }
            match = nil
        }
    }
}

extension VerdictMatch.Value: Codable {
    package init(from decoder: any Decoder) throws {
        switch try Verdict.Value(from: decoder) {
        case .flag(let flag): self = .flag(flag)
        case .label(let label): self = .label(label)
        case .skipped, .score: self = .skipped
        }
    }

    package func encode(to encoder: any Encoder) throws {
        let value: Verdict.Value =
            switch self {
            case .flag(let flag): .flag(flag)
            case .label(let label): .label(label)
            case .skipped: .skipped(reason: "")
            }
        try value.encode(to: encoder)
    }
}

/// Gathers verdict lines into blocks; what was read once is known again by its bytes.
struct VerdictGatherer {
    private(set) var blocks: [VerdictBlock] = []
    private var lastID: [UInt8] = []
    private var known: [[UInt8]: VerdictBlock.Finding] = [:]

    mutating func add(_ verdict: JSONSlice, at place: Range<Int>, line: Int) throws(LineDamage) {
        guard let members = verdict.members("transcriptID", "scorer", "value") else { throw .noObject }
        guard let id = members[0] else { throw .without("transcriptID") }
        guard let scorer = members[1] else { throw .without("scorer") }
        guard let value = members[2] else { throw .without("value") }
        let finding = try finding(scorer, value)
        if !blocks.isEmpty, id.bytes.elementsEqual(lastID) {
            blocks[blocks.count - 1].findings.append(finding)
            blocks[blocks.count - 1].place = blocks[blocks.count - 1].place.lowerBound..<place.upperBound
        } else {
            guard let transcript = id.name else { throw .without("transcriptID") }
            blocks.append(VerdictBlock(transcript: transcript, place: place, line: line, findings: [finding]))
            lastID = Array(id.bytes)
        }
    }

    private mutating func finding(_ scorer: JSONSlice, _ value: JSONSlice) throws(LineDamage) -> VerdictBlock.Finding {
        let key = Array(scorer.bytes) + value.bytes
        if let finding = known[key] { return finding }
        guard let name = scorer.name else { throw .without("scorer") }
        let finding = try VerdictBlock.Finding(name, value)
        // Scores hardly ever repeat.
        if finding.match != nil, known.count < 1_000 { known[key] = finding }
        return finding
    }
}
