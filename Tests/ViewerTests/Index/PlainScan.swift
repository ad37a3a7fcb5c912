import Evaluation
import Experiments
import Foundation

@testable import Viewer

/// What an index should answer, worked out by looking at every record.
struct PlainScan {
    struct Item {
        let record: SampleRecord
        let verdicts: [Verdict]
        let labels: [HumanLabel]
    }

    let items: [Item]
    let detectors: Set<String>

    /// All of a run, in the order of prompts, conditions and samples.
    init(_ indexed: IndexedRun) throws {
        let verdicts = Dictionary(
            grouping: try indexed.run.read(Verdict.self, from: RunDirectory.verdicts), by: \.transcriptID)
        let labels = Dictionary(grouping: try indexed.run.readLabels(), by: \.transcript)
        let conditions = indexed.synthetic.conditions
        items = indexed.records.sorted {
            let (left, right) = ($0.transcript, $1.transcript)
            return (left.promptID, conditions.firstIndex(of: left.condition) ?? 0, $0.sampleIndex)
                < (right.promptID, conditions.firstIndex(of: right.condition) ?? 0, $1.sampleIndex)
        }.map { Item(record: $0, verdicts: verdicts[$0.id] ?? [], labels: labels[$0.id] ?? []) }
        detectors = Set(["behavior"] + indexed.synthetic.judges.map { "judge/\($0)" })
    }

    func ids(_ filter: TranscriptFilter) -> [String] { items.filter { matches($0, filter) }.map(\.record.id) }

    private func matches(_ item: Item, _ filter: TranscriptFilter) -> Bool {
        let transcript = item.record.transcript
        if let condition = filter.condition, transcript.condition != condition { return false }
        if let outcome = filter.outcome, transcript.completion.outcome != outcome { return false }
        if let wanted = filter.verdict, !item.verdicts.contains(where: { isMatch($0, wanted) }) { return false }
        if filter.disagrees, Set(item.flags(of: detectors)).count < 2 { return false }
        switch filter.label {
        case nil: break
        case .labelled: if item.labels.isEmpty { return false }
        case .unlabelled: if !item.labels.isEmpty { return false }
        case .contradicted: if !item.isContradicted { return false }
        }
        return filter.text.map { Self.texts(of: item.record).contains(words: $0) } ?? true
    }

    private func isMatch(_ verdict: Verdict, _ wanted: VerdictMatch) -> Bool {
        guard verdict.scorer == wanted.scorer else { return false }
        return switch (verdict.value, wanted.value) {
        case (.flag(let flag), .flag(let wanted)): flag == wanted
        case (.label(let label), .label(let wanted)): label == wanted
        case (.skipped, .skipped): true
        default: false
        }
    }

    static func texts(of record: SampleRecord) -> [[String]] {
        let completion = record.transcript.completion
        return [record.prompt, String(completion.reasoning ?? ""), String(completion.answer ?? "")].map(\.tokens)
    }
}

extension PlainScan.Item {
    func flags(of scorers: Set<String>) -> [Bool] {
        verdicts.compactMap { verdict in
            if case .flag(let flag) = verdict.value, scorers.contains(verdict.scorer) { flag } else { nil }
        }
    }

    var fired: Bool? { flags(of: ["behavior"]).first }

    var isContradicted: Bool {
        labels.contains { label in
            label.question == "behavior"
                && (label.value == .yes && fired == false || label.value == .no && fired == true)
        }
    }
}

extension String {
    fileprivate var tokens: [String] { lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) }
}

extension [[String]] {
    /// Whether every word and every quoted phrase of ASCII text occurs in one of the texts.
    fileprivate func contains(words: String) -> Bool {
        words.split(separator: "\"", omittingEmptySubsequences: false).enumerated().allSatisfy { index, part in
            let phrases = index.isMultiple(of: 2) ? part.split(separator: " ") : [part]
            return phrases.map { String($0).tokens }.filter { !$0.isEmpty }.allSatisfy { phrase in
                contains { text in text.indices.contains { text[$0...].starts(with: phrase) } }
            }
        }
    }
}
