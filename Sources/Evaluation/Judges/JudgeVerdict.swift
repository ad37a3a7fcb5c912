import Provenance

/// What a judge made of one question.
package struct JudgeVerdict: Sendable, Hashable, Codable {
    package let outcome: JudgeOutcome

    /// What else the prompt asks for and the judge gave, such as `cwe`, `line` and `reason`. Something of another type than
    /// the prompt declares is left out: it is not what is counted, and it is oftener there when the verdict is yes.
    package let details: [String: JSONValue]

    /// An outcome with what was said besides.
    package init(_ outcome: JudgeOutcome, details: [String: JSONValue] = [:]) {
        self.outcome = outcome
        self.details = details
    }
}
