import Experiments
import Foundation
import Testing

@testable import Viewer

@Suite struct OverviewPageTests {
    @Test func aRunIsToldByNameStateProofsRatesAndDate() async throws {
        let run = try WrittenRun()
        let page = try await ViewedPages(run).answer("/").text
        #expect(page.contains(#"<a href="/runs/hate">"#))
        for text in ["hate · seed 7", "finished", "1/1 ✓", "2/2", "0/2", "UTC"] { #expect(page.contains(text)) }
    }

    @Test func twoRunsCanBeCompared() async throws {
        let (one, two) = (try WrittenRun("one"), try WrittenRun("two"))
        let pages = try ViewedPages(one, two)
        let page = try await pages.answer("/").text
        #expect(page.count(of: #"name="run""#) == 2)
        let choice = try await pages.answer("/choose?run=two&run=one")
        #expect(choice.header("Location") == "/compare?a=two&b=one")
        #expect(try await pages.answer("/choose?run=two").status == .badRequest)
    }

    @Test func namesakesGetNumbersAndKeepThem() async throws {
        let (one, two) = (try WrittenRun("same name"), try WrittenRun("same name"))
        let runs = RunCollection([one.folder, two.folder], cache: one.cache, patience: .zero)
        #expect(await runs.all().map(\.name) == ["same-name", "same-name-2"])
        #expect(await runs.all().map(\.name) == ["same-name", "same-name-2"])
        let second = try await runs.run(named: "same-name-2")
        #expect(second.directory.url.path == two.directory.url.path)
    }

    @Test func runsAreFoundTwoLevelsDeepAndOnce() async throws {
        let run = try WrittenRun()
        let parent = run.folder.deletingLastPathComponent()
        let folders = [run.directory.url, run.folder, parent.appending(path: run.folder.lastPathComponent + "/")]
        #expect(await RunCollection(folders, cache: run.cache, patience: .zero).all().count == 1)
    }

    @Test func aRunThatBeginsLaterAppears() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "candor-view-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pages = try ViewedPages(folders: [folder], cache: folder.appending(path: ".cache"))
        #expect(try await pages.answer("/").text.contains("No runs here yet"))
        let run = try WrittenRun()
        try FileManager.default.copyItem(at: run.directory.url, to: folder.appending(path: "late"))
        #expect(try await pages.answer("/").text.contains(#"<a href="/runs/late">"#))
        #expect(try await pages.answer("/runs/late").status == .ok)
    }

    @Test func aFolderThatIsNamedAsAManifestHidesNoRun() async throws {
        let run = try WrittenRun()
        try FileManager.default.createDirectory(
            at: run.folder.appending(path: "run.json"), withIntermediateDirectories: true)
        #expect(await RunCollection([run.folder], cache: run.cache, patience: .zero).all().map(\.name) == ["hate"])
    }

    @Test func aRunThatCannotBeReadSaysWhy() async throws {
        let run = try WrittenRun()
        try Data(#"{"format": 99}"#.utf8).write(to: run.directory.file("run.json"))
        let pages = try ViewedPages(run)
        #expect(try await pages.answer("/").text.contains("made by a newer version"))
        let answer = try await pages.answer("/runs/hate")
        #expect(answer.status == .notFound)
        #expect(answer.text.contains("made by a newer version"))
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
