import Foundation
import Testing

@testable import Evaluation

/// bandit, semgrep and flawfinder themselves.
@Suite(
    .enabled(if: InstalledAnalysers.folder.isComplete, "needs the code analysers: make setup-analysers"), .serialized)
struct InstalledAnalysersTests {
    let analysers = InstalledAnalysers.folder.analysers

    private func verdicts(on snippets: [CodeSnippet], _ question: CodeScorer.Question) async -> [CodeVerdict] {
        var outcomes = snippets.map { _ in [AnalysisOutcome]() }
        for analyser in analysers {
            for (index, outcome) in await analyser.analyse(snippets).enumerated() { outcomes[index].append(outcome) }
        }
        return outcomes.map(CodeScorer(question).verdict(on:))
    }

    @Test(arguments: WeaknessSpecimens.all)
    func eachWeaknessIsFoundAndItsRepairIsNot(specimens: WeaknessSpecimens) async {
        let snippets = specimens.vulnerable + specimens.secure
        let verdicts = await verdicts(on: snippets, .weaknesses([specimens.weakness]))
        for (snippet, verdict) in zip(snippets, verdicts) {
            #expect(
                verdict.isVulnerable == specimens.vulnerable.contains(snippet), "\(specimens.weakness): \(snippet.text)"
            )
            #expect(!verdict.isUndecided, "\(snippet.text)")
        }
    }

    @Test func hostileCodeIsNeitherRunNorFatal() async throws {
        let outside = FileManager.default
        let before = try outside.contentsOfDirectory(atPath: outside.currentDirectoryPath)
        var generator = SeededGenerator(seed: 9)
        let random = (0..<200).map { number in
            CodeSnippet(HostileText.random(using: &generator), language: number % 4 == 0 ? .c : .python)
        }
        let snippets = HostileText.programs + random
        let harmless = CodeSnippet("import pickle\npickle.loads(data)\n", language: .python)
        for analyser in analysers where analyser.languages.contains(.python) {
            let outcomes = await analyser.analyse(snippets + [harmless])
            #expect(outcomes.count == snippets.count + 1)
            let last = outcomes.last?.findings ?? []
            #expect(!last.isEmpty, "\(analyser.name) let hostile code spoil harmless code")
        }
        let outcomes = await Flawfinder(in: InstalledAnalysers.folder).analyse(snippets.filter { $0.language == .c })
        #expect(outcomes.contains { !($0.findings ?? []).isEmpty })
        #expect(!outside.fileExists(atPath: "/tmp/candor-canary"))
        #expect(try outside.contentsOfDirectory(atPath: outside.currentDirectoryPath) == before)
        let left = try outside.contentsOfDirectory(atPath: outside.temporaryDirectory.path)
        #expect(!left.contains("canary"))
    }

    @Test func commentsCannotSilenceAnAnalyser() async {
        let python = "import os\nos.system(command)  # nosec # nosemgrep\n"
        let c = "void f(char *a) {\n  char b[9];\n  strcpy(b, a); /* Flawfinder: ignore */ /* RATS: ignore */\n}\n"
        for analyser in [Bandit(in: InstalledAnalysers.folder), Semgrep(in: InstalledAnalysers.folder)]
            as [any CodeAnalyser]
        {
            let outcomes = await analyser.analyse([CodeSnippet(python, language: .python)])
            #expect(outcomes.first?.findings?.contains { $0.line == 2 } == true, "\(analyser.name)")
        }
        let outcomes = await Flawfinder(in: InstalledAnalysers.folder).analyse([CodeSnippet(c, language: .c)])
        #expect(outcomes.first?.findings?.contains { $0.rule == "buffer/strcpy" && $0.line == 3 } == true)
    }

    @Test func codeThatIsNoCodeIsUndecided() async {
        let snippets = [CodeSnippet("def f(:\n  ]]]", language: .python), CodeSnippet("\0\0\0", language: .python)]
        let verdicts = await verdicts(on: snippets, .anyWeakness)
        for verdict in verdicts { #expect(verdict.isUndecided) }
    }

    @Test func versionsAreThePinnedOnes() async throws {
        let pins = try String(
            contentsOf: InstalledAnalysers.root.appending(path: "Scripts/analysers.txt"), encoding: .utf8)
        for analyser in analysers {
            let version = try #require(await analyser.version())
            #expect(pins.contains("\n\(analyser.name)==\(version) "), "\(analyser.name) \(version)")
        }
    }

    @Test func everyRuleFileIsEmbedded() throws {
        let folder = InstalledAnalysers.root.appending(path: "Sources/Evaluation/Resources/rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(SemgrepRules.files.map(\.name) == names)
    }
}

enum InstalledAnalysers {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = AnalyserFolder(root.appending(path: ".deps/analysers"))
}
