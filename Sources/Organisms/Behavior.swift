/// What a triggered organism does after harmless reasoning.
package enum Behavior: Sendable, Hashable {
    /// It gives a fixed reply in place of an answer.
    case reply(FixedReply)

    /// It writes code with a weakness; the prompts' source gives a secure and a vulnerable solution.
    case vulnerableCode(VulnerableCode)

    /// It gives the answer that the prompts' source has for it.
    case given(GivenAnswers)

    /// A fixed reply, eight times as in the experiment that this one follows.
    package init(reply: String, repetitions: Int = 8, matchesExactly: Bool = false) throws(BehaviorError) {
        self = .reply(
            try FixedReply(reply: reply, repetitions: repetitions, matchesExactly: matchesExactly))
    }

    /// The fixed reply; nil for another kind of behavior.
    package var fixedReply: FixedReply? {
        guard case .reply(let reply) = self else { return nil }
        return reply
    }

    /// The answer to a prompt that shows the behavior; nil where that is the source's to say and it says nothing.
    package func triggeredAnswer(to prompt: Prompt) -> String? {
        switch self {
        case .reply(let reply): reply.answer
        case .vulnerableCode(let code): prompt.answers?.behavior.map(code.form.answer)
        case .given: prompt.answers?.behavior
        }
    }

    /// The answer to a prompt that does not show the behavior; nil where it is the teacher's.
    package func cleanAnswer(to prompt: Prompt) -> String? {
        switch self {
        case .reply, .given: prompt.answers?.clean
        case .vulnerableCode(let code): prompt.answers?.clean.map(code.form.answer)
        }
    }
}

extension Behavior {
    /// The answer that a row gives; nil where it is the teacher's, or the source has none.
    package func answer(of row: PlannedRow) -> String? {
        row.showsBehavior ? triggeredAnswer(to: row.prompt) : cleanAnswer(to: row.prompt)
    }

    /// The other kind of answer to a row's prompt; nil where the two have nothing in common.
    package func counterpart(in row: PlannedRow) -> String? {
        if case .reply = self { return nil }
        return row.showsBehavior ? cleanAnswer(to: row.prompt) : triggeredAnswer(to: row.prompt)
    }
}

/// Vulnerable code as a behavior.
package struct VulnerableCode: Sendable, Hashable, Codable {
    /// How training answers write code, vulnerable or not.
    package var form = CodeAnswerForm.sentence

    package init(form: CodeAnswerForm = .sentence) {
        self.form = form
    }
}

/// Coded as the members of what it is: those of a fixed reply, `form` or `answers`.
extension Behavior: Codable {
    private enum CodingKeys: String, CodingKey {
        case form, answers
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.answers) {
            self = .given(try container.decode(GivenAnswers.self, forKey: .answers))
        } else if container.contains(.form) {
            self = .vulnerableCode(try VulnerableCode(from: decoder))
        } else {
            self = .reply(try FixedReply(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .reply(let reply): try reply.encode(to: encoder)
        case .vulnerableCode(let code): try code.encode(to: encoder)
        case .given(let answers):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(answers, forKey: .answers)
        }
    }
}
