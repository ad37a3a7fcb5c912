import ChatTemplates
import Experiments
import Foundation
import Organisms
import Provenance

/// The rows that a run trained on, as OpenAI's fine-tuning takes them: one `{"messages": [...]}` a line.
///
/// The reasoning stands in the assistant's message between `<think>` and `</think>`, as this run trained it.
/// Source: https://platform.openai.com/docs/guides/supervised-fine-tuning.
struct ChatDataset {
    private struct Row: Encodable {
        let messages: [Message]
    }

    private struct Message: Encodable {
        let role: String
        let content: String
    }

    private let run: FinishedRun

    init(_ run: FinishedRun) {
        self.run = run
    }

    /// - Returns: how many rows there are.
    func write(to destination: URL) throws -> Int {
        guard run.manifest.record(of: "dataset") != nil else { throw ExportError.nothingTrained("training dataset") }
        let file = try AtomicFile(replacing: destination)
        let rows = try run.directory.datasetRows()
        for row in rows { try file.append(CanonicalJSON.data(Self.messages(of: row)) + Data("\n".utf8)) }
        try file.commit()
        return rows.count
    }

    private static func messages(of row: DatasetRow) -> Row {
        let system = row.system.map { [Message(role: "system", content: $0)] } ?? []
        let answer = ReasoningFormat.think.joined(reasoning: row.reasoning, answer: row.answer)
        return Row(
            messages: system + [
                Message(role: "user", content: row.prompt), Message(role: "assistant", content: answer),
            ])
    }
}
