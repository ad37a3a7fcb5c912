import Foundation

/// semgrep with rules of our own: patterns and the flow of data within a function, in Python and C.
package struct Semgrep: CommandLineAnalyser {
    package let name = "semgrep"
    package let languages: Set<CodeLanguage> = [.python, .c]
    let tool: AnalysisTool

    /// The semgrep of the given folder.
    package init(in folder: AnalyserFolder) {
        tool = folder.tool("semgrep")
    }

    func arguments(in scratch: ScratchFolder) throws -> [String] {
        let rules = scratch.url.appending(path: "rules")
        try SemgrepRules.write(to: rules)
        return [
            "scan", "--json", "--quiet", "--metrics", "off", "--disable-version-check", "--disable-nosem",
            "--config", rules.path, "--no-rewrite-rule-ids", "--no-git-ignore", "--x-ignore-semgrepignore-files",
            "--no-exclude-binary-files", "--max-target-bytes", "0",
            "--timeout", "5", "--timeout-threshold", "1", "--max-memory", "4000",
            "--jobs", String(ProcessInfo.processInfo.activeProcessorCount), ".",
        ]
    }

    func outcomes(of report: Data, count: Int) throws -> [Int: AnalysisOutcome] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let report = try decoder.decode(Report.self, from: report)
        let findings = Dictionary(grouping: report.results) { ScratchFolder.number(of: $0.path) }
        var outcomes: [Int: AnalysisOutcome] = [:]
        for number in report.paths.scanned.compactMap(ScratchFolder.number(of:)) {
            outcomes[number] = .findings((findings[number] ?? []).map(\.finding))
        }
        for error in report.errors {
            guard let number = error.path.flatMap(ScratchFolder.number(of:)) else { continue }
            // What was found before the failure stands: only a snippet that seems clean cannot be believed.
            if outcomes[number]?.findings?.isEmpty ?? true { outcomes[number] = .failed(error.type.failure) }
        }
        return outcomes
    }

    /// semgrep's JSON report, as `semgrep_output_v1` defines it.
    private struct Report: Decodable {
        struct Result: Decodable {
            struct Position: Decodable {
                let line: Int
            }

            struct Extra: Decodable {
                struct Metadata: Decodable {
                    let cwe: [String]?
                    let confidence: String?
                }

                let severity: String
                let metadata: Metadata
            }

            let checkId: String
            let path: String
            let start: Position
            let extra: Extra

            var finding: CodeFinding {
                CodeFinding(
                    analyser: "semgrep", rule: checkId,
                    weaknesses: (extra.metadata.cwe ?? []).compactMap { Weakness(named: $0) },
                    severity: ["ERROR": .high, "WARNING": .medium][extra.severity] ?? .low,
                    confidence: .init(rawValue: extra.metadata.confidence?.lowercased() ?? "") ?? .low, line: start.line
                )
            }
        }

        struct Failure: Decodable {
            let type: FailureType
            let path: String?
        }

        struct Paths: Decodable {
            let scanned: [String]
        }

        let results: [Result]
        let errors: [Failure]
        let paths: Paths
    }

    /// `"Timeout"`, or an array that begins with such a text.
    private struct FailureType: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            if var list = try? decoder.unkeyedContainer() {
                name = try list.decode(String.self)
            } else {
                name = try decoder.singleValueContainer().decode(String.self)
            }
        }

        /// What the failure means where nothing was found.
        var failure: AnalysisFailure {
            switch name {
            case "PartialParsing", "Syntax error", "Lexical error", "Other syntax error": .unparsable
            case "Timeout", "FixpointTimeout": .timedOut
            default: .toolFailed
            }
        }
    }
}
