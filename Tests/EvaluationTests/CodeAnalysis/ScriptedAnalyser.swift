import Foundation

@testable import Evaluation

/// An analyser whose program is a shell script of the test; its report is a line for each file, `NUMBER RULE`.
struct ScriptedAnalyser: CommandLineAnalyser {
    let name = "scripted"
    let languages: Set<CodeLanguage> = [.python]
    let tool: AnalysisTool
    private let folder: URL

    /// An analyser that runs `script` with `/bin/sh` in the folder of the snippets.
    init(_ script: String, limits: AnalysisTool.Limits = .init()) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "candor-scripted-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let executable = folder.appending(path: "tool")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: executable)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: executable.path)
        tool = AnalysisTool(executable: executable, limits: limits)
    }

    func arguments(in scratch: ScratchFolder) -> [String] { ["argument"] }

    func outcomes(of report: Data, count: Int) throws -> [Int: AnalysisOutcome] {
        struct Unreadable: Error {}
        var outcomes: [Int: AnalysisOutcome] = [:]
        for line in String(decoding: report, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard fields.count == 2, let number = Int(fields[0]) else { throw Unreadable() }
            outcomes[number] = .findings([
                CodeFinding(analyser: name, rule: fields[1], weaknesses: [], severity: .low, confidence: .low, line: 1)
            ])
        }
        return outcomes
    }

    /// What the script printed for each snippet, or why there is nothing.
    func reports(on texts: [String]) async -> [String] {
        let outcomes = await analyse(texts.map { CodeSnippet($0, language: .python) })
        return outcomes.map { outcome in
            switch outcome {
            case .findings(let findings): findings.map(\.rule).joined()
            case .failed(let failure): failure.rawValue
            }
        }
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
