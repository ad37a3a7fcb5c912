import Foundation

/// Where `make setup-analysers` has put bandit, flawfinder and semgrep.
package struct AnalyserFolder: Sendable {
    let url: URL

    /// A folder that holds `bin/bandit`, `bin/flawfinder` and `bin/semgrep`.
    package init(_ url: URL) {
        self.url = url
    }

    /// The folder that the environment variable `CANDOR_ANALYSERS` names, else `.deps/analysers` of the working folder or
    /// of a folder above the program.
    package static func located() throws(AnalysersMissing) -> Self {
        let candidates = candidates
        guard let found = candidates.map(Self.init).first(where: \.isComplete) else {
            throw AnalysersMissing(searched: candidates.map { $0.path(percentEncoded: false) })
        }
        return found
    }

    /// The file that says which versions were installed.
    package var pins: URL { url.appending(path: "pins.txt") }

    /// Whether all tools are there.
    package var isComplete: Bool {
        ["bandit", "flawfinder", "semgrep"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: tool($0).executable.path(percentEncoded: false))
        }
    }

    func tool(_ name: String) -> AnalysisTool {
        AnalysisTool(executable: url.appending(path: "bin/\(name)"))
    }

    private static var candidates: [URL] {
        if let named = ProcessInfo.processInfo.environment["CANDOR_ANALYSERS"] { return [URL(filePath: named)] }
        var folder = URL(filePath: CommandLine.arguments.first ?? ".").resolvingSymlinksInPath()
        var roots = [URL(filePath: FileManager.default.currentDirectoryPath)]
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            roots.append(folder)
        }
        return roots.map { $0.appending(path: ".deps/analysers") }
    }
}

/// The tools that analyse code are not installed.
package struct AnalysersMissing: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folders that were looked at.
    package let searched: [String]

    package var description: String {
        "bandit, flawfinder and semgrep are not in any of \(searched.joined(separator: ", ")); "
            + "run 'make setup-analysers', or name their Python environment in the environment variable CANDOR_ANALYSERS"
    }
}
