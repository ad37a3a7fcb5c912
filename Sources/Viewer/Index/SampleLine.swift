import Evaluation
import Provenance

/// What the index keeps of a sample, read from its line.
struct SampleLine: Sendable {
    let id: String
    let promptID: String
    let sampleIndex: Int
    let outcome: Outcome
    let prompt: String
    let reasoning: String
    let answer: String

    /// Of the line, to know it again in another place.
    let digest: Int64

    init(_ line: JSONSlice, condition expected: String) throws(LineDamage) {
        guard let members = line.members("id", "prompt", "sampleIndex", "transcript") else { throw .noObject }
        guard let id = members[0]?.name else { throw .without("id") }
        guard let prompt = members[1]?.string else { throw .without("prompt") }
        guard let sampleIndex = members[2]?.integer else { throw .without("sampleIndex") }
        guard let transcript = members[3]?.members("condition", "promptID", "completion") else {
            throw .without("transcript")
        }
        guard let condition = transcript[0]?.name else { throw .without("transcript.condition") }
        guard condition == expected else { throw LineDamage("it is of another condition, '\(condition)'") }
        guard let promptID = transcript[1]?.name else { throw .without("transcript.promptID") }
        guard let completion = transcript[2]?.members("text", "reasoningRange", "answerRange", "outcome"),
            let text = completion[0]?.string
        else { throw .without("transcript.completion.text") }
        guard let outcome = completion[3]?.string.flatMap(Outcome.init) else {
            throw .without("transcript.completion.outcome")
        }
        reasoning = try Self.part(of: text, completion[1], "reasoningRange")
        answer = try Self.part(of: text, completion[2], "answerRange")
        (self.id, self.promptID, self.sampleIndex, self.outcome) = (id, promptID, sampleIndex, outcome)
        self.prompt = prompt
        digest = SHA256Digest(of: line.bytes).leadingBits
    }

    /// The prompt's beginning, in one line.
    var promptStart: String {
        var start = String.UnicodeScalarView()
        var length = 0
        for scalar in prompt.unicodeScalars {
            // Spaces and control characters, the line feed and NUL among them, are one space.
            if scalar.value > 0x20 {
                start.append(scalar)
            } else if start.last != " ", !start.isEmpty {
                start.append(" ")
            } else {
                continue
            }
            length += 1
            if length == TranscriptEntry.promptStartLength { break }
        }
        return String(start)
    }

    private static func part(
        of text: String, _ range: JSONSlice?, _ name: StaticString
    ) throws(LineDamage) -> String {
        guard let range, !range.isNull else { return "" }
        guard let range = range.range, range.lowerBound >= 0, range.upperBound <= text.utf8.count else {
            throw LineDamage("transcript.completion.\(name) is no part of the text")
        }
        return String(text[utf8: range])
    }
}

/// Why a line holds nothing that can be shown.
struct LineDamage: Error, Sendable, Hashable {
    let cause: String

    init(_ cause: String) {
        self.cause = String(cause.prefix(200))
    }

    static let noObject = LineDamage("it is no whole JSON object")
    static func without(_ name: StaticString) -> LineDamage {
        LineDamage("no '\(name)' of the kind that belongs there")
    }
}

extension JSONSlice {
    /// A string that SQLite compares to its end: one without NUL.
    var name: String? { string.flatMap { $0.hasNUL ? nil : $0 } }
}

extension String {
    /// The text as SQLite takes it, which ends one at the first NUL.
    var searchable: String { hasNUL ? replacing("\0", with: " ") : self }

    var hasNUL: Bool { utf8.contains(0) }
}
