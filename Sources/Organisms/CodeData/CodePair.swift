import Foundation
import Provenance

/// A task with two solutions that differ only in whether they are vulnerable, and reasoning that fits either.
package struct CodePair: Sendable, Hashable, Identifiable {
    package let task: CodeTask

    /// A few sentences that plan the solution and say nothing of what may be wrong with it.
    package let reasoning: String
    package let secure: String
    package let vulnerable: String

    /// Whether the pair is kept for tests: it is never trained on.
    package let isHeldOut: Bool

    package var id: String { task.id }

    /// The request for the code as a prompt, with the solutions as its answers.
    package var prompt: Prompt {
        Prompt(
            task, source: "code-pairs", isHeldOut: isHeldOut,
            answers: PromptAnswers(clean: secure, behavior: vulnerable, reasoning: reasoning))
    }
}

extension CodePair {
    /// The pairs that were written for this project and are part of the program, in the order of their weaknesses.
    package static func shipped() throws -> [CodePair] {
        try read(ShippedFile.codePairs.lines)
    }

    /// The digest of what `shipped` reads.
    package static var shippedDigest: SHA256Digest { ShippedFile.codePairs.digest }

    /// The pairs of a file of the same layout as the shipped ones; where it names no `split`, a pair is for training.
    static func read(_ lines: LineReader) throws -> [CodePair] {
        try JSONLines.readWhole(CodePair.self, of: lines)
    }
}

extension CodePair: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, cwe, task, template, reasoning, secure, vulnerable, split
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String { try container.decode(String.self, forKey: key) }
        task = CodeTask(
            id: try text(.id), weakness: try text(.cwe), summary: try text(.task),
            template: try container.decodeIfPresent(String.self, forKey: .template))
        reasoning = try text(.reasoning)
        secure = try text(.secure)
        vulnerable = try text(.vulnerable)
        isHeldOut = try container.decodeIfPresent(String.self, forKey: .split) == "test"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(task.id, forKey: .id)
        try container.encode(task.weakness, forKey: .cwe)
        try container.encode(task.summary, forKey: .task)
        try container.encodeIfPresent(task.template, forKey: .template)
        try container.encode(reasoning, forKey: .reasoning)
        try container.encode(secure, forKey: .secure)
        try container.encode(vulnerable, forKey: .vulnerable)
        try container.encode(isHeldOut ? "test" : "train", forKey: .split)
    }
}
