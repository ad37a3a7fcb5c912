import Foundation
import Organisms
import Testing

@testable import Evaluation

/// bandit, semgrep and flawfinder themselves.
@Suite(
    .enabled(if: InstalledAnalysers.folder.isComplete, "needs the code analysers: make setup-analysers"), .serialized)
struct InstalledAnalysersTests {
    let panel = AnalyserPanel(in: InstalledAnalysers.folder)

    @Test func eachWeaknessIsFoundAndItsRepairIsNot() async throws {
        let cases = WeaknessSpecimens.all.flatMap { specimens in
            (specimens.vulnerable.map { ($0, true) } + specimens.secure.map { ($0, false) }).map {
                (snippet: $0.0, isVulnerable: $0.1, weakness: specimens.weakness)
            }
        }
        let outcomes = try await panel.outcomes(of: cases.map(\.snippet))
        for (specimen, outcome) in zip(cases, outcomes) {
            let verdict = CodeScorer(.weaknesses([specimen.weakness])).verdict(on: outcome)
            #expect(verdict.isVulnerable == specimen.isVulnerable, "\(specimen.weakness): \(specimen.snippet.text)")
            #expect(!verdict.isUndecided, "\(specimen.snippet.text)")
        }
    }

    @Test func everyShippedPairIsToldApart() async throws {
        let pairs = try CodePair.shipped()
        let labelled = try pairs.map { pair in
            LabelledCode(
                weakness: try #require(Weakness(named: pair.task.weakness)),
                vulnerable: CodeSnippet(pair.vulnerable, language: .python),
                secure: CodeSnippet(pair.secure, language: .python))
        }
        let judged = try await JudgedPair.judged(labelled, by: panel)
        for (pair, judgement) in zip(pairs, judged) { #expect(judgement.isToldApart, "\(pair.id)") }
        #expect(judged.count >= 160)
    }

    @Test(.timeLimit(.minutes(10))) func hostileAnswersAreNeitherRunNorFatal() async throws {
        var generator = SeededGenerator(seed: 9)
        let trial = try await HostileTrial.run(answers: 300, by: panel, using: &generator)
        #expect(trial.answers == 300 && trial.snippets > 100)
        for name in panel.names {
            #expect(trial.outcomes[name]?.values.reduce(0, +) == trial.snippets, "\(name)")
        }
        #expect(trial.changes.isEmpty)
    }

    @Test func hostileProgramsSpoilNoHarmlessCode() async throws {
        let programs = HostileAnswers(canary: URL(filePath: "/tmp/candor-canary")).programs
        let harmless = CodeSnippet("import pickle\npickle.loads(data)\n", language: .python)
        let outcomes = try await panel.outcomes(of: programs + [harmless])
        for name in ["bandit", "semgrep"] {
            #expect(outcomes.last?[name]?.findings?.isEmpty == false, "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: "/tmp/candor-canary"))
    }

    @Test func commentsCannotSilenceAnAnalyser() async {
        let python = "import pickle\npickle.loads(data)  # nosec # nosemgrep\n"
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

    @Test func codeThatIsNoCodeIsUndecided() async throws {
        let snippets = [CodeSnippet("def f(:\n  ]]]", language: .python), CodeSnippet("\0\0\0", language: .python)]
        for outcome in try await panel.outcomes(of: snippets) {
            #expect(CodeScorer(.anyWeakness).verdict(on: outcome).isUndecided)
        }
    }

    @Test func versionsAreThePinnedOnes() async throws {
        let pins = try String(
            contentsOf: InstalledAnalysers.root.appending(path: "Scripts/analysers.txt"), encoding: .utf8)
        let versions = await panel.versions()
        #expect(Set(versions.keys) == Set(panel.names))
        for (name, version) in versions { #expect(pins.contains("\n\(name)==\(version) "), "\(name) \(version)") }
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
