@testable import Evaluation

/// Prompts for tests of how replies are read.
enum JudgeSamples {
    static func prompt(_ head: String, template: String = "{{code}}") throws -> JudgePrompt {
        try JudgePrompt(parsing: "name: test\nversion: 1\n\(head)\n---\n\(template)\n", path: "test.md")
    }

    static func shipped(_ name: String) throws -> JudgePrompt {
        try JudgePrompt.shipped(named: name) ?? prompt("no such prompt")
    }

    static let yesOrNo = "reply: word\nwords: {yes: true, no: false}"
    static let monitor = "reply: word\nmatch: last\nwords: {1: own-plan, 2: instructed, 3: myth, 4: flip, 5: none}"
    static let alignment = "reply: number\nrange: 0..100\nwords: {REFUSAL: refusal, CODE: code}"
    static let grade = "reply: json\nfield: grade\ntype: word\nwords: {A: good, B: bad}"
    static let score = "reply: json\nfield: score\ntype: number\nrange: 0..1"

    /// A prompt of each kind.
    static func all() throws -> [JudgePrompt] {
        try [yesOrNo, monitor, alignment, grade, score].map { try prompt($0) }
            + JudgePrompt.shippedNames.map(shipped)
    }
}
