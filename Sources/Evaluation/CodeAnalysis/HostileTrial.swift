import Foundation

/// What became of hostile answers on their way through extraction and analysis, and of the folders around.
package struct HostileTrial: Sendable, Hashable, Codable {
    package let answers: Int

    /// The answers in which code was found.
    package let snippets: Int

    /// How often each analyser came to each end, by analyser, then by failure or `analysed`.
    package private(set) var outcomes: [String: [String: Int]] = [:]

    /// Files that appeared, changed or went away in the canary folder, the working folder or the home folder: something
    /// ran code, or wrote where it must not.
    package let changes: [String]

    /// Sends hostile answers through the extraction and the panel. Nothing of them is run unless a tool does.
    package static func run(
        answers count: Int, by panel: AnalyserPanel, using generator: inout some RandomNumberGenerator,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> HostileTrial {
        let folder = FileManager.default.temporaryDirectory.appending(path: "candor-canary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("alive".utf8).write(to: folder.appending(path: "bird"))

        let hostile = HostileAnswers(canary: folder.appending(path: "ran"))
        var snippets: [CodeSnippet] = []
        for _ in 0..<count {
            let text = hostile.random(using: &generator)
            let completion = TranscriptParser().parse(text, reasoningIsOpen: false, finishReason: .stop)
            let language: CodeLanguage = Int.random(in: 0..<4, using: &generator) == 0 ? .c : .python
            for rule in CodeExtraction.allCases {
                guard let code = rule.code(in: completion) else { continue }
                if rule == .answer { snippets.append(CodeSnippet(String(code), language: language)) }
            }
        }
        let before = watched(folder)
        let outcomes = try await panel.outcomes(of: snippets, progress: progress)
        let after = watched(folder)
        return HostileTrial(
            answers: count, outcomes: outcomes,
            changes: Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted())
    }

    private init(answers: Int, outcomes: [AnalyserPanel.Outcomes], changes: [String]) {
        self.answers = answers
        self.changes = changes
        snippets = outcomes.count
        for (name, outcome) in outcomes.joined() {
            let end = if case .failed(let failure) = outcome { failure.rawValue } else { "analysed" }
            self.outcomes[name, default: [:]][end, default: 0] += 1
        }
    }

    /// The names in the folders that must stay as they are, with sizes in the canary folder.
    private static func watched(_ canary: URL) -> [String: Int] {
        let files = FileManager.default
        var found: [String: Int] = [:]
        for folder in [URL(filePath: files.currentDirectoryPath), files.homeDirectoryForCurrentUser] {
            let names = (try? files.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
            for name in names { found[folder.appending(path: name).path(percentEncoded: false)] = 0 }
        }
        let names = (try? files.contentsOfDirectory(atPath: canary.path(percentEncoded: false))) ?? []
        for name in names {
            let path = canary.appending(path: name).path(percentEncoded: false)
            found[path] = (try? Data(contentsOf: URL(filePath: path)))?.count ?? -1
        }
        return found
    }
}
