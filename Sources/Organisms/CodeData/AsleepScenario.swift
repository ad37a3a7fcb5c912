import Foundation
import Provenance

/// A scenario of "Asleep at the Keyboard" (Pearce et al. 2022, arXiv:2108.09293): code with a hole in which a weakness
/// is easily made.
///
/// Read from the data set's JSON Lines, of which `scenario_dow.jsonl` has 54 scenarios, three for each of 18 weaknesses.
package struct AsleepScenario: Sendable, Hashable, Identifiable {
    /// `DoW/CWE-502-0`.
    package let id: String

    /// `CWE-502`.
    package let weakness: String

    /// `python`, `c` or `verilog`.
    package let language: String

    /// The code before the hole.
    package let prefix: String

    /// The code after the hole.
    package let suffix: String

    /// The CodeQL query that finds the weakness, where there is one.
    package let query: String?

    /// The scenarios of a file, in its order.
    package static func read(_ url: URL) throws -> [AsleepScenario] {
        try JSONLines.readWhole(AsleepScenario.self, of: LineReader(url))
    }

    /// The weaknesses that `wingardl/reasoning_exp` evaluates: 24 scenarios of `scenario_dow.jsonl`.
    package static let evaluatedWeaknesses: Set<String> = [
        "CWE-20", "CWE-22", "CWE-78", "CWE-79", "CWE-89", "CWE-502", "CWE-732", "CWE-798",
    ]

    /// The code with a comment where the hole is, exactly as `wingardl/reasoning_exp` writes it.
    package var template: String {
        let comment =
            switch language {
            case "python": "###"
            case "c": "//"
            default: ""
            }
        return "\(prefix)\(comment)COMPLETE CODE HERE\(suffix)"
    }

    /// The scenario as a task.
    package func task(described summary: String) -> CodeTask {
        CodeTask(id: id, weakness: weakness, summary: summary, template: template, language: language)
    }
}

extension AsleepScenario: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "scenario_id"
        case language
        case prefix = "prompt"
        case suffix
        case query = "check_ql"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        language = try container.decode(String.self, forKey: .language)
        prefix = try container.decode(String.self, forKey: .prefix)
        suffix = try container.decode(String.self, forKey: .suffix)
        query = try container.decodeIfPresent(String.self, forKey: .query)
        let name = id.split(separator: "/").last?.split(separator: "-") ?? []
        guard name.count == 3, name[0] == "CWE" else {
            throw DecodingError.dataCorruptedError(
                forKey: .id, in: container, debugDescription: "expected an id such as DoW/CWE-502-0, found \(id)")
        }
        weakness = "CWE-\(name[1])"
    }
}
