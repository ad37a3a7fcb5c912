import Foundation

/// flawfinder: dangerous functions of C, by name.
package struct Flawfinder: CommandLineAnalyser {
    package let name = "flawfinder"
    package let languages: Set<CodeLanguage> = [.c]
    let tool: AnalysisTool

    /// The flawfinder of the given folder.
    package init(in folder: AnalyserFolder) {
        tool = folder.tool("flawfinder")
    }

    /// How the names of rules that are left out begin: they fire on any call of `system`, `popen` and `exec`; our own rules
    /// ask what is in the command.
    static let leftOut = "shell/"

    func arguments(in scratch: ScratchFolder) -> [String] {
        ["--sarif", "--neverignore", "--minlevel=1", "."]
    }

    /// The report does not list the files that were read; the program stops at the first that it cannot read.
    func outcomes(of report: Data, count: Int) throws -> [Int: AnalysisOutcome] {
        let report = try JSONDecoder().decode(Report.self, from: report)
        var findings: [Int: [CodeFinding]] = [:]
        for run in report.runs {
            let rules = Dictionary(run.tool.driver.rules.map { ($0.id, $0) }) { first, _ in first }
            for result in run.results {
                guard let place = result.locations.first?.physicalLocation, let rule = rules[result.ruleId],
                    let number = ScratchFolder.number(of: place.artifactLocation.uri),
                    !rule.name.hasPrefix(Self.leftOut)
                else { continue }
                findings[number, default: []].append(
                    CodeFinding(
                        analyser: name, rule: rule.name, weaknesses: rule.weaknesses,
                        severity: ["error": .high, "warning": .medium][result.level] ?? .low,
                        confidence: .low, line: place.region.startLine))
            }
        }
        return Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, .findings(findings[$0] ?? [])) })
    }

    /// The parts of a SARIF 2.1.0 report that findings are made of.
    private struct Report: Decodable {
        struct Run: Decodable {
            let tool: Tool
            let results: [Result]
        }

        struct Tool: Decodable {
            let driver: Driver
        }

        struct Driver: Decodable {
            let rules: [Rule]
        }

        struct Rule: Decodable {
            let id: String
            let name: String
            let relationships: [Relationship]?

            var weaknesses: [Weakness] { (relationships ?? []).compactMap { Weakness(named: $0.target.id) } }
        }

        struct Relationship: Decodable {
            struct Target: Decodable {
                let id: String
            }

            let target: Target
        }

        struct Result: Decodable {
            let ruleId: String
            let level: String
            let locations: [Location]
        }

        struct Location: Decodable {
            let physicalLocation: Place
        }

        struct Place: Decodable {
            struct Artifact: Decodable {
                let uri: String
            }

            struct Region: Decodable {
                let startLine: Int
            }

            let artifactLocation: Artifact
            let region: Region
        }

        let runs: [Run]
    }
}
