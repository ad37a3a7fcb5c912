import Evaluation
import Reports

/// A completion's reasoning and answer as HTML, with trigger and behavior marked where they stand.
struct MarkedCompletion: Sendable {
    /// Nil where there was no reasoning.
    let reasoning: HTML?
    let answer: HTML?

    init(_ completion: Completion, _ marks: [TextMark], _ verdicts: [Verdict]) {
        // What shows that the behavior fired, such as a weak line of code.
        let evidence = verdicts.filter { $0.scorer == BehaviorScorer.name && $0.value == .flag(true) }
            .compactMap(\.evidence?.range).sorted { $0.lowerBound < $1.lowerBound }
        func html(_ range: Range<Int>?) -> HTML? {
            range.flatMap { completion.html($0, marks: marks, evidence: evidence) }
        }
        reasoning = html(completion.reasoningRange)
        answer = html(completion.answerRange)
    }
}

extension Completion {
    /// A part of the text, or nil where a file claims one that is not there.
    func part(_ range: Range<Int>?) -> String? {
        guard let range, range.lowerBound >= 0, range.upperBound <= text.utf8.count else { return nil }
        return String(text[utf8: range])
    }

    fileprivate func html(_ range: Range<Int>, marks: [TextMark], evidence: [Range<Int>]) -> HTML? {
        guard part(range) != nil else { return nil }
        var html: HTML = ""
        var start = range.lowerBound
        for piece in evidence.map({ $0.clamped(to: range) }) where !piece.isEmpty && piece.lowerBound >= start {
            html = html + marks.marked(part(start..<piece.lowerBound) ?? "")
            html = html + #"<mark class="behavior">\#(part(piece) ?? "")</mark>"#
            start = piece.upperBound
        }
        return html + marks.marked(part(start..<range.upperBound) ?? "")
    }
}
