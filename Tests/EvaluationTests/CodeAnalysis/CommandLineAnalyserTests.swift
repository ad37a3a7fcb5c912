import Foundation
import Testing

@testable import Evaluation

/// The promises that hold for every analyser, whatever its program does.
@Suite struct CommandLineAnalyserTests {
    /// Prints each file's text behind its number.
    static let echo = #"for file in *; do printf '%s %s\n' "${file%.*}" "$(cat "$file")"; done"#

    @Test func manySnippetsShareOneInvocation() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "candor-log-\(UUID().uuidString)")
        let analyser = try ScriptedAnalyser("echo x >> '\(log.path)'\n" + Self.echo)
        defer {
            analyser.remove()
            try? FileManager.default.removeItem(at: log)
        }
        let texts = (0..<300).map { "text \($0)" }
        #expect(await analyser.reports(on: texts) == texts)
        #expect(try String(contentsOf: log, encoding: .utf8) == "x\n")
    }

    @Test func theToolSeesNumberedFilesAndAnEmptyEnvironmentOnly() async throws {
        let analyser = try ScriptedAnalyser(
            #"printf '0 %s|%s|' "$(ls -a | tr '\n' ' ')" "$*"; env | cut -d= -f1 | grep -v -e PYTHON -e SEMGREP -e PWD | sort | tr '\n' ' '"#
        )
        defer { analyser.remove() }
        let report = try #require(await analyser.reports(on: ["x", "../../evil\nname"]).first)
        #expect(report == ". .. 0.py 1.py |argument|HOME LANG PATH TMPDIR ")
    }

    @Test func theScratchFolderIsGoneAfterwards() async throws {
        let analyser = try ScriptedAnalyser(#"touch "$HOME/settings" "$TMPDIR/junk" beside; printf '0 %s\n' "$PWD""#)
        defer { analyser.remove() }
        let folder = try #require(await analyser.reports(on: ["x"]).first)
        #expect(folder.contains("candor-analysis-"))
        #expect(!FileManager.default.fileExists(atPath: URL(filePath: folder).deletingLastPathComponent().path))
    }

    @Test func aSnippetThatTheToolCannotBearSpoilsNoOther() async throws {
        let analyser = try ScriptedAnalyser("if grep -q poison *; then echo broken; exit 1; fi\n" + Self.echo)
        defer { analyser.remove() }
        let reports = await analyser.reports(on: ["a", "b", "poison", "c", "d"])
        #expect(reports == ["a", "b", "toolFailed", "c", "d"])
    }

    @Test func silenceAboutASnippetIsAFailure() async throws {
        let analyser = try ScriptedAnalyser("echo 0 seen")
        defer { analyser.remove() }
        #expect(await analyser.reports(on: ["a", "b"]) == ["seen", "toolFailed"])
    }

    @Test func whatIsNotAnalysedSaysWhy() async throws {
        let analyser = try ScriptedAnalyser(Self.echo)
        defer { analyser.remove() }
        let large = CodeSnippet(String(repeating: "x", count: CodeSnippet.largestSize + 1), language: .python)
        let outcomes = await analyser.analyse([large, CodeSnippet("int x;", language: .c)])
        #expect(outcomes == [.failed(.tooLarge), .failed(.unsupportedLanguage)])
        let missing = Bandit(in: AnalyserFolder(URL(filePath: "/nowhere")))
        #expect(await missing.analyse([CodeSnippet("x", language: .python)]) == [.failed(.toolMissing)])
        #expect(await missing.version() == nil)
        #expect(await missing.analyse([]) == [])
    }

    /// A killed process whose new parent has not asked for its status is still listed, as a zombie.
    private func isRunning(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }

    @Test(.timeLimit(.minutes(10))) func theTimeLimitIsKeptAndAllThatTheToolStartedIsKilled() async throws {
        let pids = FileManager.default.temporaryDirectory.appending(path: "candor-pids-\(UUID().uuidString)")
        var limits = AnalysisTool.Limits()
        limits.time = .seconds(2)
        limits.timePerSnippet = .zero
        let analyser = try ScriptedAnalyser(
            "sleep 300 &\necho $$ $! > '\(pids.path)'\nsleep 300", limits: limits)
        defer {
            analyser.remove()
            try? FileManager.default.removeItem(at: pids)
        }
        #expect(await analyser.reports(on: ["x"]) == ["timedOut"])
        let started = try String(contentsOf: pids, encoding: .utf8).split { $0.isWhitespace }.compactMap { pid_t($0) }
        #expect(started.count == 2)
        for process in started {
            while isRunning(process) { try await Task.sleep(for: .milliseconds(50)) }
        }
    }

    @Test func aFloodOfOutputIsCutOff() async throws {
        var limits = AnalysisTool.Limits()
        limits.output = 100_000
        let analyser = try ScriptedAnalyser("yes", limits: limits)
        defer { analyser.remove() }
        #expect(await analyser.reports(on: ["x"]) == ["toolFailed"])
    }

    @Test func theMessageForMissingToolsSaysWhatToDo() {
        let message = AnalysersMissing(searched: ["/a/.deps/analysers"]).description
        #expect(message.contains("make setup-analysers") && message.contains("/a/.deps/analysers"))
    }
}
