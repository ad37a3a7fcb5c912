import Foundation
import Provenance
import Testing

@testable import Experiments

/// A manifest that cannot be used is an error that says so, and costs nothing of the run.
@Suite struct ManifestTests {
    private let temporary: TemporaryFolder
    private let mock: MockRun
    private var file: URL { mock.folder.appending(path: RunManifest.file) }

    init() throws {
        temporary = try TemporaryFolder()
        mock = try MockRun(in: temporary.url)
    }

    /// What a run says of the folder as it is; nothing in it may change.
    private func refusal() async throws -> ManifestError? {
        let before = try contents(of: mock.folder)
        let model = MockModel()
        let error = await #expect(throws: ManifestError.self) { try await mock.run(model) }
        #expect(try contents(of: mock.folder) == before)
        #expect(model.asked.isEmpty)
        return error
    }

    private func replace(_ old: String, with new: String) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try AtomicFile.write(text.replacing(old, with: new), to: file)
    }

    @Test func aRunOfANewerVersionIsLeftAlone() async throws {
        try await mock.run()
        try replace("\"format\" : \(RunManifest.currentFormat)", with: "\"format\" : 99, \"novelty\" : {}")
        let error = try await refusal()
        #expect(error == .newer(file.path, 99))
        #expect(error?.description.contains("made by a newer version of candor (format 99") == true)
    }

    @Test func aRunOfAnEarlierVersionIsLeftAlone() async throws {
        try await mock.run()
        try replace("\"format\" : \(RunManifest.currentFormat)", with: "\"format\" : 1")
        #expect(try await refusal() == .older(file.path))
    }

    @Test func aFolderInTheManifestsPlaceIsLeftAloneEvenByAFreshRun() async throws {
        try FileManager.default.createDirectory(
            at: file.appending(path: "deep"), withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: file.appending(path: "deep/file"))
        #expect(try await refusal() == .folder(file.path))
        await #expect(throws: ManifestError.folder(file.path)) { try await mock.run { $0.startsFresh = true } }
        #expect(try Data(contentsOf: file.appending(path: "deep/file")) == Data("mine".utf8))
    }

    @Test func aFreshRunReplacesADamagedManifest() async throws {
        try await mock.run()
        try Data("{".utf8).write(to: file)
        guard case .damaged = try await refusal() else {
            Issue.record("not called damaged")
            return
        }
        let model = MockModel()
        try await mock.run(model) { $0.startsFresh = true }
        #expect(model.asked.count == MockRun.requests)
        #expect(try await mock.findings() == MockRun.undisturbedFindings())
    }

    @Test(arguments: ["../victim", "/tmp/victim", "a/../../victim", "transcripts/..", ""])
    func artifactsOutsideOfTheFolderAreNeitherReadNorRemoved(name: String) async throws {
        try await mock.run()
        let victim = mock.place.appending(path: "victim")
        try Data("mine".utf8).write(to: victim)
        try replace("\"metrics.json\" :", with: "\"\(name)\" :")
        guard case .damaged(_, let cause) = try await refusal() else {
            Issue.record("not called damaged")
            return
        }
        #expect(cause.contains("'\(name)' is not in this folder"))
        try await mock.run { $0.startsFresh = true }
        #expect(try Data(contentsOf: victim) == Data("mine".utf8))
    }

    @Test func aTruncatedManifestIsAnErrorWhereverItWasCut() async throws {
        try await mock.run()
        let whole = try Data(contentsOf: file)
        for length in stride(from: 0, to: whole.count - 1, by: 97) {
            try whole.prefix(length).write(to: file)
            #expect(throws: ManifestError.self, "\(length) bytes") {
                try RunManifest(reading: RunDirectory(mock.folder))
            }
        }
        try whole.prefix(whole.count / 2).write(to: file)
        _ = try await refusal()
    }

    /// Whatever a damaged manifest says, the run is refused or comes to what it came to before.
    @Test func noDamageToAManifestCrashesOrChangesAFinding() async throws {
        try await mock.run()
        let whole = try Data(contentsOf: file)
        let findings = try mock.findings()
        var random = CounterBasedGenerator(experimentSeed: 1, stage: "mutations", recordID: "manifest")
        var refused = 0
        for round in 0..<400 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random)
                case 2: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 32...126, using: &random), at: place)
                }
            }
            try bytes.write(to: file)
            do throws(ManifestError) {
                _ = try RunManifest(reading: RunDirectory(mock.folder))
            } catch {
                refused += 1
                if refused.isMultiple(of: 60) { _ = try await refusal() }
                continue
            }
            guard round.isMultiple(of: 8) else { continue }
            do { try await mock.run() } catch is ProofFailure {}
            #expect(try mock.findings() == findings)
        }
        #expect((100..<390).contains(refused))
    }
}
