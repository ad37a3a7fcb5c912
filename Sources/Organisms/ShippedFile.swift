import CShippedData
import Foundation
import Provenance

/// A data file that is part of the program.
package struct ShippedFile: Sendable {
    /// What errors call the file.
    let name: String
    let contents: Data

    package static let everyday = ShippedFile("everyday.jsonl", shipped_everyday_prompts())
    package static let codePairs = ShippedFile("code-pairs.jsonl", shipped_code_pairs())
    package static let selfQuestions = ShippedFile("self-questions.jsonl", shipped_self_questions())
    package static let quiz = ShippedFile("quiz.jsonl", shipped_quiz())
    package static let scenarios = ShippedFile("scenarios.jsonl", shipped_scenarios())
    package static let scenarioDescriptions = ShippedFile(
        "asleep-descriptions.jsonl", shipped_scenario_descriptions())

    private init(_ name: String, _ file: shipped_file) {
        self.name = name
        contents = Data(bytes: file.bytes, count: file.count)
    }

    package var digest: SHA256Digest { SHA256Digest(of: contents) }

    var lines: LineReader { LineReader(contents, path: name) }
}
