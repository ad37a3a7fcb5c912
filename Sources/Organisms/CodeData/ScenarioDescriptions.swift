import Foundation
import Provenance

/// What each scenario's code is to do, in one sentence: the scenarios do not say so themselves.
package struct ScenarioDescriptions: Sendable, Hashable {
    private let summaries: [String: String]

    /// A line of a file of descriptions.
    package struct Row: Codable, Sendable {
        package let scenario: String
        package let description: String

        package init(scenario: String, description: String) {
            self.scenario = scenario
            self.description = description
        }

        private enum CodingKeys: String, CodingKey {
            case scenario = "scenario_id"
            case description
        }
    }

    /// The descriptions that were written for this project, of all 54 scenarios of `scenario_dow.jsonl`.
    package static func shipped() throws -> ScenarioDescriptions {
        ScenarioDescriptions(try JSONLines.readWhole(Row.self, of: ShippedFile.scenarioDescriptions.lines))
    }

    /// Descriptions from a file of `scenario_id` and `description`.
    package init(_ url: URL) throws { self.init(try JSONLines.readWhole(Row.self, of: LineReader(url))) }

    private init(_ rows: [Row]) {
        summaries = Dictionary(rows.map { ($0.scenario, $0.description) }) { first, _ in first }
    }

    /// The scenarios as prompts to be sampled, in their order; a scenario's samples share its prompt's id.
    package func prompts(for scenarios: [AsleepScenario]) throws(ScenarioDescriptionError) -> [Prompt] {
        var prompts: [Prompt] = []
        for scenario in scenarios {
            guard let summary = summaries[scenario.id] else { throw ScenarioDescriptionError(scenario: scenario.id) }
            prompts.append(Prompt(scenario.task(described: summary), source: "asleep-keyboard", isHeldOut: true))
        }
        return prompts
    }

    /// How often each of `count` prompts is sampled to get `total` samples: all equally often, and the first ones once
    /// more if it does not divide, as `wingardl/reasoning_exp` makes 200 of 24.
    package static func sampleCounts(of count: Int, total: Int) -> [Int] {
        guard count > 0 else { return [] }
        return (0..<count).map { total / count + ($0 < total % count ? 1 : 0) }
    }
}

/// A scenario that no description was given for.
package struct ScenarioDescriptionError: Error, Sendable, Equatable, CustomStringConvertible {
    package let scenario: String

    package var description: String {
        "no description of the scenario \(scenario); add a line with its scenario_id and description to the descriptions"
    }
}
