import Experiments
import Foundation
import Testing

@testable import Viewer

@Suite struct LabelTests {
    private let form = "transcript=clean/p0/0&question=behavior&value=yes&by=Ana+L%C3%B3pez&note=odd"

    @Test func aLabelIsWrittenAndShown() async throws {
        let run = try WrittenRun()
        let pages = try ViewedPages(run)
        let back = "/runs/hate/transcripts?id=clean/p0/0"
        let answer = try await pages.post("/runs/hate/labels", form + "&back=" + back.replacing("?", with: "%3F"))
        #expect(answer.status == .seeOther)
        #expect(answer.header("Location") == back)
        let label = try #require(try run.directory.readLabels().first)
        #expect(label.transcript == "clean/p0/0")
        #expect(label.value == .yes)
        #expect(label.labeller == "Ana López")
        #expect(label.note == "odd")
        let page = try await pages.answer(back).text
        #expect(page.contains("Ana López"))
        #expect(try await pages.answer("/runs/hate/transcripts?label=contradicted").text.contains("1 of 6"))
    }

    @Test(arguments: [
        "value=yes&by=Ana", "transcript=clean/p0/0&by=Ana", "transcript=clean/p0/0&value=maybe&by=Ana",
        "transcript=clean/p0/0&value=yes", "transcript=clean/p0/0&value=yes&by=+",
        "transcript=clean/p0/0&value=yes&by=A%00na",
        "transcript=clean/p0/0&value=yes&by=Ana&note=%00", "",
    ])
    func aFormThatLacksSomethingWritesNothing(_ body: String) async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).post("/runs/hate/labels", body)
        #expect(answer.status == .badRequest)
        #expect(!run.directory.has(RunDirectory.labels))
    }

    @Test func aTranscriptThatIsNotThereGetsNoLabel() async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).post("/runs/hate/labels", "transcript=none&value=no&by=Ana")
        #expect(answer.status == .notFound)
        #expect(!run.directory.has(RunDirectory.labels))
    }

    @Test func aFormOfAnotherSiteWritesNothing() async throws {
        let run = try WrittenRun()
        let answer = try await ViewedPages(run).answer(
            "/runs/hate/labels", .post, headers: [.origin: "http://evil.example"], body: form)
        #expect(answer.status == .forbidden)
        #expect(!run.directory.has(RunDirectory.labels))
    }

    @Test func aFormThatIsTooLongIsRefused() async throws {
        let run = try WrittenRun()
        let long = form + String(repeating: "x", count: 1 << 17)
        #expect(try await ViewedPages(run).post("/runs/hate/labels", long).status == .contentTooLarge)
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "/runs/other", "/runs/hate/..%2F..%2Fx", "/runs/hate/%0D%0AX: y",
        "javascript:alert(1)", "/runs/hate/\\evil",
    ])
    func noFormLeadsAway(_ back: String) async throws {
        let run = try WrittenRun()
        let encoded = FormFields.encoded(["back": back.removingPercentEncoding])
        let answer = try await ViewedPages(run).post("/runs/hate/labels", "\(form)&\(encoded)")
        #expect(answer.header("Location") == "/runs/hate/transcripts")
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func aFolderThatCannotBeWrittenSaysSo()
        async throws
    {
        let run = try WrittenRun()
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: run.directory.url.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: run.directory.url.path)
        }
        let answer = try await ViewedPages(run).post("/runs/hate/labels", form)
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("cannot be written"))
    }

    @Test func aLabelsFileThatIsAFolderSaysSo() async throws {
        let run = try WrittenRun()
        try FileManager.default.createDirectory(
            at: run.directory.file(RunDirectory.labels), withIntermediateDirectories: true)
        let answer = try await ViewedPages(run).post("/runs/hate/labels", form)
        #expect(!answer.text.contains("Something went wrong"))
        #expect(answer.status.code >= 400)
    }
}
