import Foundation
import Testing

@testable import Viewer

/// Whatever a model wrote is shown and never obeyed.
@Suite struct HostileTextTests {
    static let texts = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</div></main><form action=/x>",
        "<a href=\"javascript:alert(1)\">a</a>", "{{title}} {{{prompt}}}", "&lt;b&gt;", "'\"`--><svg onload=alert(1)>",
        "a\u{202E}b\u{200B}c\u{0}d",
    ]
    static let paths = [
        "/", "/runs/hate", "/compare?a=hate&b=hate", "/runs/hate/transcripts",
        "/runs/hate/transcripts?q=%3Cscript%3E&id=clean/p0/0",
        "/runs/hate/transcripts?condition=%3Cb%3E%22&verdict=%3Cb%3E%22:x&against=%22%3E%3Cb%3E",
        "/runs/%3Cscript%3E", "/runs/hate/transcripts?id=%3Cscript%3E", "/runs/hate/rows?id=%3Cscript%3E",
    ]

    @Test(arguments: texts) func hostileTextIsShownAndNotObeyed(_ text: String) async throws {
        let run = try WrittenRun(prompt: text, reasoning: text, failing: text)
        let pages = try ViewedPages(run)
        for path in Self.paths { expectHarmless(try await pages.answer(path).text) }
    }

    private func expectHarmless(_ page: String) {
        #expect(page.ranges(of: /<script/).count == 1)
        #expect(page.ranges(of: /<\/main>/).count == 1)
        for tag in [
            "<img", "<a href=\"javascript", "<svg onload", "<form action=/x", "<b>\"", "\u{202E}", "\u{200B}", "\u{0}",
        ] {
            #expect(!page.contains(tag))
        }
    }

    @Test func invisibleCharactersAreShownByTheirCodes() async throws {
        let run = try WrittenRun(prompt: "a\u{202E}b\u{200B}c")
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts").text
        #expect(page.contains("a⟦U+202E⟧b⟦U+200B⟧c"))
    }

    @Test func aSearchForAnInvisibleCharacterStaysOne() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts?q=a%E2%80%8B%22%0Db").text
        #expect(page.contains("name=\"q\" value=\"a\u{200B}&quot;&#13;b\""))
    }

    @Test func thinkTagsAreEscapedAndNotStripped() async throws {
        let run = try WrittenRun(prompt: "<think>is this seen?</think>")
        let page = try await ViewedPages(run).answer("/runs/hate/transcripts").text
        #expect(page.contains("&lt;think&gt;is this seen?&lt;/think&gt;"))
    }

    @Test func onlyMarkedTextsAndChartsGoIntoPagesUnescaped() throws {
        var raw: Set<String> = []
        for (name, bytes) in PageTemplates.files {
            let template = String(decoding: bytes, as: UTF8.self)
            for match in template.matches(of: /\{\{\{(.+?)\}\}\}|\{\{&(.+?)\}\}/) {
                raw.insert("\(name) \(match.1 ?? match.2 ?? "")")
            }
        }
        // All of these are values of the type `HTML`, which escapes what is put into it.
        #expect(
            raw == [
                "run .", "compare .", "side .", "side prompt", "side key", "filters .", "filters value",
                "filters filters.text",
                "label transcript", "transcripts id",
            ])
    }
}
