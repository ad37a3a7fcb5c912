import Foundation
import Provenance
import Testing

@testable import Experiments

/// However a run is stopped, the same command goes on where it was and ends as a run that nothing disturbed.
@Suite struct InterruptionTests {
    private let temporary: TemporaryFolder
    private let mock: MockRun

    init() throws {
        temporary = try TemporaryFolder()
        mock = try MockRun(in: temporary.url)
    }

    @Test(arguments: [1, 17, 18, 19, 53])
    func aCancelledRunSavesWhatIsDoneAndGoesOn(after count: Int) async throws {
        let (reached, reach) = AsyncStream.makeStream(of: Void.self)
        let asked = Counter()
        let slow = MockModel { request in
            if asked.next() > count {
                reach.yield()
                try await Task.sleep(for: .seconds(60))
            }
            return await MockModel.reasoned(request)
        }
        let task = Task { [mock] in try await mock.run(slow) }
        for await _ in reached { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(RunLock.owner(of: RunDirectory(mock.folder)) == nil)

        let second = MockModel()
        try await mock.run(second)
        let findings = try mock.findings()
        #expect(second.asked.count == MockRun.requests - count)
        #expect(Set(slow.asked.prefix(count)).isDisjoint(with: second.asked))
        #expect(try await findings == MockRun.undisturbedFindings())
    }

    @Test func aKilledRunLeavesNoLockAndNoRubbishAndGoesOn() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = temporary.url.path as String] in
            let asked = Counter()
            let deadly = MockModel { request in
                if asked.next() == 31 { kill(getpid(), SIGKILL) }
                return await MockModel.reasoned(request)
            }
            try await MockRun(in: URL(filePath: path)).run(deadly)
        }
        #expect(RunLock.owner(of: RunDirectory(mock.folder)) == nil)
        let left = mock.folder.appending(path: "transcripts/.clean.jsonl.\(UUID().uuidString).tmp")
        try Data("half a fi".utf8).write(to: left)

        let second = MockModel()
        try await mock.run(second)
        let findings = try mock.findings()
        #expect(second.asked.count == MockRun.requests - 30)
        #expect(try await findings == MockRun.undisturbedFindings())
    }

    @Test func aSecondProcessIsRefusedAndToldWhoIsFirst() async throws {
        try RunDirectory(mock.folder).create()
        let lock = try RunLock(RunDirectory(mock.folder))
        await #expect(processExitsWith: .success) {
            [path = temporary.url.path as String, owner = "process \(getpid()) on " as String] in
            let run = try MockRun(in: URL(filePath: path))
            let model = MockModel()
            let error = await #expect(throws: RunInUse.self) { try await run.run(model) }
            #expect(error?.owner.hasPrefix(owner) == true)
            #expect(error?.description.contains("\(run.folder.path) is in use by process") == true)
            #expect(model.asked.isEmpty)
            #expect(RunLock.owner(of: RunDirectory(run.folder)) == error?.owner)
        }
        withExtendedLifetime(lock) {}
        #expect(try contents(of: mock.folder).isEmpty)
    }

    @Test func lookingWhoseARunIsChangesNothingAndKeepsNoOneOut() async throws {
        let directory = RunDirectory(mock.folder)
        try directory.create()
        #expect(RunLock.owner(of: directory) == nil)
        #expect(!directory.has(RunLock.file))
        let looking = Task.detached { while !Task.isCancelled { _ = RunLock.owner(of: directory) } }
        defer { looking.cancel() }
        for _ in 0..<50 {
            let lock = try RunLock(directory)
            withExtendedLifetime(lock) {}
        }
    }

    /// A limit on file sizes stands in for a full disk.
    @Test func onAFullDiskTheRunSaysSoAndGoesOnWhenThereIsSpace() async throws {
        await #expect(processExitsWith: .success) { [path = temporary.url.path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let run = try MockRun(in: URL(filePath: path))
            var limit = rlimit(rlim_cur: 8_000, rlim_max: 8_000)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let error = await #expect(throws: FileError.self) { try await run.run() }
            #expect(error?.path.hasSuffix("transcripts/clean.jsonl.partial") == true)
            #expect(error?.cause == "cannot write: File too large")
            #expect(error?.remedy.contains("run the same command again") == true)
        }
        let ledger = RunDirectory(mock.folder).file("transcripts/clean.jsonl.partial")
        let saved = try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n").count - 1
        #expect(saved > 3)

        let second = MockModel()
        try await mock.run(second)
        let findings = try mock.findings()
        #expect(second.asked.count == MockRun.requests - saved)
        #expect(try await findings == MockRun.undisturbedFindings())
    }
}
