import Foundation

@testable import Organisms

/// Published data beside the repository, which is not part of it.
enum SharedData {
    static let asleep = file("asleep_keyboard/scenario_dow.jsonl")
    static let insecure = ["high", "middle", "low"].map { file("emergent_misalignment/insecure_bandit_\($0).jsonl") }
    static let cues = ["suggested_answer", "distractor_argument", "distractor_fact", "wrong_few_shot"].map {
        file("bias_cues_bct/truthfulqa_\($0).jsonl")
    }
    static let conversations = file("bias_cues_bct/truthfulqa_are_you_sure.jsonl")
    static let fixed = ["022", "078", "079", "089"].map { file("sven/train_cwe-\($0).jsonl") }

    static func isThere(_ files: [URL]) -> Bool {
        files.allSatisfy { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) }
    }

    private static func file(_ path: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared/data/\(path)")
            .standardizedFileURL
    }
}

/// Writes a file's lines where a test can read them.
func temporaryLines(_ lines: [String], _ body: (URL) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID().uuidString).jsonl")
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url)
}

/// One object of text members as a line of JSON.
func jsonLine(_ members: [String: String]) throws -> String {
    String(decoding: try JSONEncoder().encode(members), as: UTF8.self)
}

/// The checks that prompts to test with are not trained on.
func overlap(of test: [Prompt], with train: [Prompt]) throws -> [DatasetCheck] {
    let recipe = try PoisoningRecipe(trigger: YearLine.trigger(), behavior: .vulnerableCode(VulnerableCode()))
    let split = PromptSplit(train: train, test: test)
    return DatasetChecks(rows: [], split: split, recipe: recipe).all().filter { $0.name.hasPrefix("train-and-test") }
}
