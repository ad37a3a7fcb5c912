import Foundation
import Hummingbird
import Testing

@testable import Viewer

@Suite struct ServedPagesTests {
    static let pages = [
        "/", "/runs/hate", "/runs/hate/status", "/runs/hate/transcripts", "/runs/hate/transcripts?condition=triggered",
        "/compare?a=hate&b=hate", "/assets/view.css", "/assets/view.js", "/assets/icon.svg",
    ]
    static let refusals = [
        "/nothing", "/runs/none", "/runs/hate/nothing", "/runs/hate/transcripts?id=none", "/runs/hate/tokens",
        "/runs/hate/tokens?id=none", "/runs/hate/tokens?id=clean/p0/0", "/runs/hate/rows", "/choose?run=hate",
        "/compare?a=hate", "/compare?a=hate&b=none",
    ]

    @Test(arguments: pages) func everyPageIsServed(_ path: String) async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer(path)
        #expect(answer.status == .ok)
        #expect(!answer.text.isEmpty)
    }

    @Test(arguments: pages + refusals + ["/runs/hate/report"])
    func everyAnswerForbidsWhatIsNotTheViews(_ path: String) async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer(path)
        let policy = try #require(answer.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'none'"))
        #expect(!policy.contains("script-src 'unsafe") && !policy.contains("*"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Referrer-Policy") == "no-referrer")
        #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
        #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
        #expect(answer.header("Cache-Control") == "no-store")
    }

    @Test(arguments: pages.filter { !$0.contains("assets") && !$0.contains("status") } + refusals)
    func noPageHoldsScriptOrStyleOfItsOwn(_ path: String) async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer(path).text
        #expect(page.contains("<main"))
        #expect(page.contains(#"<script src="/assets/view.js" defer></script>"#))
        #expect(page.ranges(of: /<script/).count == 1)
        #expect(!page.contains("<style"))
        #expect(page.firstMatch(of: /<[^>]*\sstyle\s*=/) == nil)
        #expect(page.firstMatch(of: /<[^>]*\son[a-z]+\s*=/) == nil)
        #expect(!page.contains("javascript:"))
    }

    @Test(arguments: refusals) func whatIsNotThereIsAPageThatSaysSo(_ path: String) async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer(path)
        #expect((400..<500).contains(answer.status.code))
        #expect(answer.text.contains(#"data-page="error""#))
        #expect(answer.text.contains(#"<a href="/">All runs</a>"#))
    }

    @Test func anErrorBelowARunKeepsTheWayBackToIt() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/runs/hate/tokens?id=clean/p0/0").text
        #expect(page.contains(#"<a href="/runs/hate/transcripts?id=clean/p0/0">"#))
        #expect(page.contains(#"<a href="/runs/hate">This run</a>"#))
    }

    @Test(arguments: [
        "/runs/../../etc/passwd", "/runs/..%2f..%2fetc/passwd", "/runs/%2e%2e/report", "/assets/../../etc/passwd",
        "/runs/hate/../../secret", "/runs/hate/run.json", "/runs/hate/..%2frun.json", "//etc/passwd",
    ])
    func noPathLeadsOutOfTheRuns(_ path: String) async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer(path)
        #expect(answer.status == .notFound)
        #expect(!answer.text.contains("root:") && !answer.text.contains("allowedFailures"))
    }

    @Test func headIsAsGetWithoutBody() async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer("/runs/hate", .head)
        #expect(answer.status == .ok)
        #expect(answer.text.isEmpty)
    }

    @Test(arguments: [HTTPRequest.Method.options, .put, .delete])
    func otherMethodsAreRefusedWithWhatIsAllowed(_ method: HTTPRequest.Method) async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer("/", method)
        #expect(answer.status == .methodNotAllowed)
        #expect(answer.header("Allow") == "GET, HEAD, POST")
    }

    @Test func theReportIsServedWithoutPowers() async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer("/runs/hate/report")
        #expect(answer.status == .ok)
        let policy = try #require(answer.header("Content-Security-Policy"))
        #expect(policy.contains("sandbox") && !policy.contains("script"))
    }

    @Test func beyondLoopbackTheTokenBecomesACookie() async throws {
        let run = try WrittenRun()
        let pages = try ViewedPages(run, host: "0.0.0.0")
        #expect(try await pages.answer("/").status == .unauthorized)
        #expect(try await pages.answer("/?token=wrong").status == .unauthorized)
        let admitted = try await pages.answer("/runs/hate?token=\(try #require(pages.token))")
        #expect(admitted.status == .seeOther)
        #expect(admitted.header("Location") == "/runs/hate")
        let cookie = try #require(admitted.header("Set-Cookie"))
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        let pair = String(cookie.prefix { $0 != ";" })
        #expect(try await pages.answer("/", headers: [.cookie: pair]).status == .ok)
        #expect(try await pages.answer("/", headers: [.cookie: "candor-view=wrong"]).status == .unauthorized)
    }
}
