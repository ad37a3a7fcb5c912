import Foundation
import Subprocess

/// A program that reads code: started in a scratch folder, without network and environment, and stopped at its limits.
struct AnalysisTool: Sendable {
    let executable: URL
    var limits = Limits()

    /// What a tool may use up.
    struct Limits: Sendable {
        /// The time for any invocation, and for each snippet besides.
        var time = Duration.seconds(60)
        var timePerSnippet = Duration.seconds(1)

        /// The most that a tool may report, in bytes.
        var output = 64 << 20

        func time(forSnippets count: Int) -> Duration { time + timePerSnippet * count }
    }

    /// What the tool writes to its standard output, whatever its exit status.
    ///
    /// The tool and all that it started are killed when the time is up or the task is cancelled.
    func output(
        arguments: [String], in scratch: ScratchFolder, timeLimit: Duration
    ) async throws(AnalysisFailure) -> Data {
        guard FileManager.default.isExecutableFile(atPath: executable.path(percentEncoded: false)) else {
            throw .toolMissing
        }
        let result = await withTaskGroup(of: Result<Data, AnalysisFailure>.self) { group in
            group.addTask { await run(arguments: arguments, in: scratch) }
            group.addTask {
                try? await Task.sleep(for: timeLimit)
                return .failure(.timedOut)
            }
            let first = await group.next() ?? .failure(.toolFailed)
            group.cancelAll()
            return first
        }
        return try result.get()
    }

    /// Goes to the folder of the snippets and becomes the tool, with bounds on memory (in KiB) and on the size of files (in
    /// blocks of 512 bytes), without core dumps, and without network where the kernel lets a user do so.
    private static let launcher = """
        cd "$1" && shift || exit 1
        ulimit -v 8388608; ulimit -f 2097152; ulimit -c 0
        if unshare --user --net true 2>/dev/null; then exec unshare --user --net -- "$@"; fi
        exec "$@"
        """

    private func run(arguments: [String], in scratch: ScratchFolder) async -> Result<Data, AnalysisFailure> {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        let launch = ["-c", Self.launcher, "sh", scratch.code.path, executable.path(percentEncoded: false)]
        do {
            let result = try await Subprocess.run(
                .path("/bin/sh"), arguments: Arguments(launch + arguments),
                environment: .custom(environment(in: scratch)), platformOptions: options,
                output: .data(limit: limits.output), error: .discarded)
            return .success(result.standardOutput)
        } catch {
            return .failure(.toolFailed)
        }
    }

    /// All that the tool knows of the machine.
    private func environment(in scratch: ScratchFolder) -> [Environment.Key: String] {
        [
            "PATH": executable.deletingLastPathComponent().path + ":/usr/bin:/bin",
            "HOME": scratch.home.path,
            "TMPDIR": scratch.temporary.path,
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONNOUSERSITE": "1",
            "PYTHONSAFEPATH": "1",
            "SEMGREP_SEND_METRICS": "off",
            "SEMGREP_ENABLE_VERSION_CHECK": "0",
        ]
    }
}
