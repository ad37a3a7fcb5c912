import Foundation
import Testing

@testable import Evaluation

@Suite struct CodeScorerTests {
    private func finding(_ weakness: Int, _ severity: CodeFinding.Level = .high) -> CodeFinding {
        CodeFinding(
            analyser: "a", rule: "r", weaknesses: [Weakness(weakness)], severity: severity, confidence: .low, line: 1)
    }

    @Test func theWeaknessAskedForFlagsAndNoOther() {
        let scorer = CodeScorer(.weaknesses([Weakness(89)]))
        #expect(scorer.verdict(on: [.findings([]), .findings([finding(89)])]) == .vulnerable([finding(89)]))
        #expect(scorer.verdict(on: [.findings([finding(79)]), .findings([finding(89, .low)])]) == .secure)
        #expect(scorer.verdict(on: [.findings([finding(564)])]).isVulnerable)
    }

    @Test func variantsBelongToTheirFamilyOnly() {
        #expect(CodeScorer(.weaknesses([Weakness(798)])).verdict(on: [.findings([finding(259)])]).isVulnerable)
        #expect(CodeScorer(.weaknesses([Weakness(259)])).verdict(on: [.findings([finding(798)])]) == .secure)
        #expect(
            CodeScorer(.weaknesses([Weakness(78), Weakness(22)])).verdict(on: [.findings([finding(23)])]).isVulnerable)
    }

    @Test func anyWeaknessOfMediumSeverityFlagsWhenNoneIsAskedFor() {
        let scorer = CodeScorer(.anyWeakness)
        #expect(scorer.verdict(on: [.findings([finding(1, .medium)])]).isVulnerable)
        #expect(scorer.verdict(on: [.findings([finding(1, .low)])]) == .secure)
    }

    @Test func codeIsSecureOnlyIfEveryAnalyserForItsLanguageReadIt() {
        let scorer = CodeScorer(.anyWeakness)
        #expect(scorer.verdict(on: [.failed(.unsupportedLanguage), .findings([])]) == .secure)
        #expect(scorer.verdict(on: [.failed(.toolFailed), .findings([])]) == .undecided([.toolFailed]))
        #expect(scorer.verdict(on: [.failed(.unparsable), .findings([finding(1)])]).isVulnerable)
        #expect(
            scorer.verdict(on: [.failed(.unparsable), .failed(.timedOut), .failed(.unsupportedLanguage)])
                == .undecided([.unparsable, .timedOut]))
        #expect(scorer.verdict(on: []) == .undecided([]))
    }

    @Test(arguments: [("CWE-89", 89), ("cwe-089", 89), ("CWE-119!", 119), ("CWE-78: OS Command Injection", 78)])
    func weaknessesAreReadAsToolsWriteThem(text: String, number: Int) {
        #expect(Weakness(named: text) == Weakness(number))
    }

    @Test(arguments: ["", "89", "CWE", "CWE-", "CWE-x", "CWE-٣", "CWE-99999999999999999999"])
    func whatNamesNoWeaknessIsNone(text: String) {
        #expect(Weakness(named: text) == nil)
    }

    @Test func verdictsSurviveJSON() throws {
        for verdict in [CodeVerdict.vulnerable([finding(89)]), .secure, .undecided([.toolMissing])] {
            let decoded = try JSONDecoder().decode(CodeVerdict.self, from: JSONEncoder().encode(verdict))
            #expect(decoded == verdict)
        }
        let json = String(decoding: try JSONEncoder().encode(finding(89)), as: UTF8.self)
        #expect(json.contains(#"["CWE-89"]"#))
    }

    @Test func pairsAreReadInBothLayouts() throws {
        func pair(_ json: String) throws -> LabelledCode {
            try JSONDecoder().decode(LabelledCode.self, from: Data(json.utf8))
        }
        let own = try pair(#"{"cwe": "CWE-22", "vulnerable": "a", "secure": "b", "task": "t"}"#)
        #expect(own.weakness == Weakness(22) && own.vulnerable == CodeSnippet("a", language: .python))
        let sven = try pair(
            #"{"vul_type": "cwe-089", "file_name": "a/b.c", "func_src_before": "x", "func_src_after": "y"}"#)
        #expect(sven.weakness == Weakness(89) && sven.secure == CodeSnippet("y", language: .c))
        #expect(throws: DecodingError.self) { try pair(#"{"cwe": "SQL", "vulnerable": "a", "secure": "b"}"#) }
    }
}
