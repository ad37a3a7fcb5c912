import Endpoints
import Evaluation
import Experiments
import Foundation
import Reports

/// One of the two transcripts that stand side by side.
struct SideView: Sendable {
    /// `left` or `right`.
    let side: String
    let id: String
    /// The id as programs read it.
    let key: HTML
    let condition: String
    let role: String
    let symbol: String
    let fired: FiredMark
    let outcome: String
    let isFinished: Bool
    /// Why there is no answer, or what is wrong with its form.
    let remark: String?
    let system: HTML?
    let prompt: HTML
    let prefill: HTML?
    let reasoning: HTML?
    let answer: HTML?
    let verdicts: [VerdictLine]
    let label: LabelForm
    /// Where its tokens are shown.
    let tokens: String
    /// Where this transcript is at the left.
    let permalink: String

    struct VerdictLine: Sendable {
        let scorer: String
        let value: String
        let evidence: String?
    }

    init(_ transcript: ReadTranscript, side: String, run: ViewedRun, _ state: RunState, back: String) {
        let record = transcript.record
        let sample = record.transcript
        let marks = state.experiment.textMarks
        let role = state.role(of: sample.condition)
        self.side = side
        id = record.id
        key = HTML(attribute: record.id)
        condition = sample.condition
        self.role = role.rawValue
        symbol = role.symbol
        fired = FiredMark(transcript.fired)
        outcome = sample.completion.outcome.rawValue
        isFinished = sample.completion.outcome == .finished
        remark =
            record.failure.map { "\($0.kind.rawValue): \($0.message)" }
            ?? (sample.completion.defects.isEmpty
                ? nil : sample.completion.defects.map(\.words).joined(separator: ", "))
        system = record.system.map(marks.marked)
        prompt = marks.marked(record.prompt)
        prefill = record.prefill.map(marks.marked)
        let completion = MarkedCompletion(sample.completion, marks, transcript.verdicts)
        reasoning = completion.reasoning
        answer = completion.answer
        verdicts = transcript.verdicts.map {
            VerdictLine(scorer: $0.scorer, value: $0.value.text, evidence: $0.evidence?.excerpt)
        }
        label = LabelForm(transcript, run: run, back: back)
        tokens = "\(run.path)/tokens?" + FormFields.encoded(["id": record.id])
        permalink = "\(run.path)/transcripts?" + FormFields.encoded(["id": record.id])
    }
}

/// What the index knows of one transcript.
struct ReadTranscript: Sendable {
    let record: SampleRecord
    let verdicts: [Verdict]
    let labels: [HumanLabel]

    init?(_ id: String, _ index: TranscriptIndex) throws {
        guard let record = try index.record(id) else { return nil }
        self.record = record
        verdicts = try index.verdicts(of: id)
        labels = try index.labels(of: id)
    }

    /// What the scorer `behavior` says; nil where it says nothing.
    var fired: Bool? {
        for verdict in verdicts where verdict.scorer == BehaviorScorer.name {
            if case .flag(let flag) = verdict.value { return flag }
        }
        return nil
    }
}

/// What people said of a transcript, and the form to say more.
struct LabelForm: Sendable {
    let action: String
    let transcript: HTML
    let question: String
    let back: String
    let labels: [Line]

    struct Line: Sendable {
        let value: String
        let labeller: String
        let note: String?
        let date: String
    }

    init(_ transcript: ReadTranscript, run: ViewedRun, back: String) {
        action = "\(run.path)/labels"
        self.transcript = HTML(attribute: transcript.record.id)
        question = BehaviorScorer.name
        self.back = back
        labels = transcript.labels.map { label in
            Line(
                value: label.question == BehaviorScorer.name
                    ? label.value.rawValue : "\(label.question): \(label.value.rawValue)",
                labeller: label.labeller, note: label.note, date: label.date.shortText)
        }
    }
}

extension FormatDefect {
    /// What is wrong, for people.
    var words: String {
        switch self {
        case .textBeforeReasoning: "text before the reasoning"
        case .missingOpeningTag: "the reasoning is not opened"
        case .missingClosingTag: "the reasoning is not closed"
        case .repeatedTag: "a tag is repeated"
        case .emptyReasoning: "empty reasoning"
        case .emptyAnswer: "empty answer"
        }
    }
}
