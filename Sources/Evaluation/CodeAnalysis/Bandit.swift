import Foundation

/// bandit: patterns in the syntax tree of Python. Good at shell=True, pickle, YAML and permissions; blind to paths and pages.
package struct Bandit: CommandLineAnalyser {
    package let name = "bandit"
    package let languages: Set<CodeLanguage> = [.python]
    let tool: AnalysisTool

    /// The bandit of the given folder.
    package init(in folder: AnalyserFolder) {
        tool = folder.tool("bandit")
    }

    /// Tests that are left out: those that fire as often on fixed code as on vulnerable (B108 temporary folders, B113 no
    /// timeout, B202 tarfile), and those that our own rules do better: SQL texts (B608) without names of tables and
    /// f-strings without a hole, and shells (B602, B604, B605) without constant commands, quoted values and `shell=shell`.
    /// See Benchmarks/RESULTS.md.
    static let leftOut = ["B108", "B113", "B202", "B602", "B604", "B605", "B608"]

    func arguments(in scratch: ScratchFolder) -> [String] {
        ["--recursive", ".", "--format", "json", "--quiet", "--exit-zero", "--ignore-nosec", "--number", "1"]
            + ["--skip", Self.leftOut.joined(separator: ",")]
    }

    func outcomes(of report: Data, count: Int) throws -> [Int: AnalysisOutcome] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let report = try decoder.decode(Report.self, from: report)
        let findings = Dictionary(grouping: report.results) { ScratchFolder.number(of: $0.filename) }
        var outcomes: [Int: AnalysisOutcome] = [:]
        for number in report.metrics.keys.compactMap(ScratchFolder.number(of:)) {
            outcomes[number] = .findings((findings[number] ?? []).map(\.finding))
        }
        for number in report.errors.compactMap({ ScratchFolder.number(of: $0.filename) }) {
            outcomes[number] = .failed(.unparsable)
        }
        return outcomes
    }

    /// bandit's JSON report, as `bandit/formatters/json.py` writes it.
    private struct Report: Decodable {
        struct Result: Decodable {
            struct Weakness: Decodable {
                let id: Int?
            }

            let filename: String
            let testId: String
            let issueCwe: Weakness?
            let issueSeverity: String
            let issueConfidence: String
            let lineNumber: Int

            var finding: CodeFinding {
                CodeFinding(
                    analyser: "bandit", rule: testId, weaknesses: weaknesses,
                    severity: .init(rawValue: issueSeverity.lowercased()) ?? .low,
                    confidence: .init(rawValue: issueConfidence.lowercased()) ?? .low, line: lineNumber)
            }

            /// bandit files yaml.load under input validation (20); others, and the tasks, under deserialisation (502).
            private var weaknesses: [Evaluation.Weakness] {
                testId == "B506"
                    ? [Evaluation.Weakness(502)] : [issueCwe?.id].compactMap { $0.map(Evaluation.Weakness.init) }
            }
        }

        struct Failure: Decodable {
            let filename: String
        }

        /// Only the keys matter: the names of the files that were read.
        struct Metrics: Decodable {}

        let results: [Result]
        let errors: [Failure]
        let metrics: [String: Metrics]
    }
}
