import Foundation
import Testing

/// The view as people use it, in Chromium; what is checked is said by the scripts.
@Suite(.enabled(if: Browser.isInstalled, "needs Chromium and Playwright: make setup-browser"), .serialized)
struct ViewInBrowserTests {
    @Test func everyPartOfTheViewCanBeUsed() async throws {
        let runs = try await Self.runs()
        defer { runs.remove() }
        let view = try ViewProcess(runs.folder)
        try await Browser.run("click_through.py", view.origin, runs.folder.path)
        #expect(view.isRunning)
    }

    @Test func everyPageFitsAndCanBeRead() async throws {
        let runs = try await Self.runs()
        defer { runs.remove() }
        let view = try ViewProcess(runs.folder)
        try await Browser.run("appearance.py", view.origin, runs.folder.path)
        #expect(view.isRunning)
    }

    @Test func hostileTextsRunNothingAndCanBeRead() async throws {
        let runs = try SampleRuns()
        defer { runs.remove() }
        try await runs.hostileTexts(HostileText.all())
        try await runs.hostileNames(HostileText.lines())
        let view = try ViewProcess(runs.folder)
        try await Browser.run("hostile.py", view.origin, runs.folder.path, HostileText.file.path)
        #expect(view.isRunning)
    }

    @Test func aRunThatGrowsIsShownAsItGrows() async throws {
        let runs = try SampleRuns()
        defer { runs.remove() }
        let view = try ViewProcess(runs.folder)
        async let run = runs.everyday("growing", prompts: 60, pause: .milliseconds(50))
        try await Browser.run("live.py", view.origin, "growing")
        _ = try await run
        #expect(view.isRunning)
    }

    /// A run with all kinds of answers, and one of a local model, which has tokens and training rows.
    private static func runs() async throws -> SampleRuns {
        let runs = try SampleRuns()
        try await runs.everyday()
        try await runs.tiny()
        return runs
    }
}
