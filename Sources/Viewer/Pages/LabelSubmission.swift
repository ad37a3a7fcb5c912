import Experiments
import Foundation

/// A label as a form sends it.
struct LabelSubmission: Sendable {
    let label: HumanLabel
    /// Where the person came from: a path of this view.
    let back: String

    /// Longer names and notes are refused.
    private static let longestName = 100
    private static let longestNote = 2000

    init(_ fields: FormFields, run: ViewedRun, now: Date = .now) throws(ViewError) {
        guard let transcript = fields["transcript"] else { throw .badRequest("No transcript is named.") }
        guard let value = fields["value"].flatMap(HumanLabel.Value.init) else {
            throw .badRequest("A label is yes, no or unclear.")
        }
        guard let labeller = fields["by"]?.trimmingCharacters(in: .whitespacesAndNewlines), !labeller.isEmpty else {
            throw .badRequest("Say who you are: a label without a name cannot be weighed.")
        }
        let note = fields["note"]?.trimmingCharacters(in: .whitespacesAndNewlines)
        guard labeller.count <= Self.longestName, note?.count ?? 0 <= Self.longestNote else {
            throw .badRequest("The name or the note is too long.")
        }
        guard !(labeller + (note ?? "")).utf8.contains(0) else {
            throw .badRequest("A name or a note cannot hold the character U+0000, which databases end texts at.")
        }
        label = HumanLabel(
            transcript: transcript, question: fields["question"] ?? "behavior", value: value, labeller: labeller,
            date: now, note: note.flatMap { $0.isEmpty ? nil : $0 })
        back = fields["back"].flatMap { Self.isPath($0, below: run.path) ? $0 : nil } ?? "\(run.path)/transcripts"
    }

    /// Whether an address stays within the run's pages.
    private static func isPath(_ text: String, below run: String) -> Bool {
        text.hasPrefix("\(run)/") && text.unicodeScalars.allSatisfy { ("!"..."~").contains($0) && $0 != "\\" }
            && !text.contains("..")
    }
}
