import Experiments
import Foundation
import Testing

@testable import Viewer

/// A list that is longer than a page of it.
@Suite struct LongListTests {
    private let run: IndexedRun
    private let pages: ViewedPages

    init() throws {
        var synthetic = SyntheticRun()
        synthetic.prompts = 250
        run = try IndexedRun(synthetic)
        pages = try ViewedPages(folders: [run.run.url], cache: run.cache)
    }

    @Test func aPageOfTheListHasAWindowAndLinksToTheRest() async throws {
        let page = try await pages.answer("/runs/run/transcripts").text
        #expect(page.contains("500 of 500"))
        #expect(page.count(of: #"class="entry "#) == TranscriptsPage.window)
        #expect(page.contains(#"<a class="more" href="/runs/run/transcripts?from=200" rel="next">"#))
        #expect(!page.contains(#"class="more" href="/runs/run/transcripts?from=0""#))
    }

    @Test func theWindowIsWhereTheTranscriptIs() async throws {
        let page = try await pages.answer("/runs/run/transcripts?condition=clean&id=clean/prompt-000240/0").text
        #expect(page.contains(#"data-id="clean/prompt-000240/0" aria-current="true""#))
        #expect(page.contains(#"<span class="number">241</span>"#))
        #expect(page.count(of: #"class="entry "#) == 50)
        #expect(page.contains("from=0\" rel=\"prev\""))
    }

    @Test func oneStepLeadsOverTheWindowsEdge() async throws {
        let page = try await pages.answer("/runs/run/transcripts?condition=clean&id=clean/prompt-000199/0").text
        #expect(
            page.contains(#"data-next="/runs/run/transcripts?condition=clean&amp;id=clean/prompt-000200/0""#))
        #expect(
            page.contains(#"data-previous="/runs/run/transcripts?condition=clean&amp;id=clean/prompt-000198/0""#))
    }

    @Test func theEndsOfTheListLeadNoFurther() async throws {
        let first = try await pages.answer("/runs/run/transcripts?condition=clean&id=clean/prompt-000000/0").text
        #expect(!first.contains("data-previous="))
        let last = try await pages.answer("/runs/run/transcripts?condition=clean&id=clean/prompt-000249/0").text
        #expect(!last.contains("data-next="))
    }

    @Test func aTranscriptThatIsFilteredOutLeadsToTheFirstOfTheList() async throws {
        let page = try await pages.answer("/runs/run/transcripts?condition=triggered&id=clean/prompt-000240/0").text
        #expect(!page.contains("data-previous="))
        #expect(
            page.contains(
                #"data-next="/runs/run/transcripts?condition=triggered&amp;id=triggered/prompt-000000/0""#))
    }

    @Test(arguments: ["from=99999", "from=-5", "from=x", "from=9223372036854775807"])
    func aPlaceThatTheListDoesNotHaveIsNoError(_ field: String) async throws {
        #expect(try await pages.answer("/runs/run/transcripts?\(field)").status == .ok)
    }

    @Test func aRunThatIsStillBeingReadSaysHowFar() async throws {
        var options = ViewServer.Options(folders: [run.run.url], cache: run.cache.appending(path: "other"))
        options.patience = .zero
        let page = try await ViewedPages(options).answer("/runs/run/transcripts").text
        #expect(page.contains(#"<span id="indexing">"#))
        #expect(page.contains("The transcripts are being read.") || page.contains(#"class="entry "#))
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
