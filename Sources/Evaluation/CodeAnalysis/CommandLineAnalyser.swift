import Foundation

/// An analyser that is a program: it reads the files of a folder and prints a report.
protocol CommandLineAnalyser: CodeAnalyser {
    var tool: AnalysisTool { get }

    /// The arguments with which the program reports on all files of its working folder; may put files of its own into
    /// the scratch folder, outside of `code`.
    func arguments(in scratch: ScratchFolder) throws -> [String]

    /// What the report says of each of `count` snippets, by number; those that it is silent about were not analysed.
    func outcomes(of report: Data, count: Int) throws -> [Int: AnalysisOutcome]

    /// The version in what the program prints for `--version`.
    func version(in text: String) -> String?
}

extension CommandLineAnalyser {
    package func version() async -> String? {
        guard let scratch = try? ScratchFolder() else { return nil }
        defer { scratch.remove() }
        let output = try? await tool.output(arguments: ["--version"], in: scratch, timeLimit: tool.limits.time)
        return output.flatMap { version(in: String(decoding: $0, as: UTF8.self)) }
    }

    func version(in text: String) -> String? {
        text.split { $0.isWhitespace }.first { $0.first?.isNumber == true }.map(String.init)
    }

    package func analyse(_ snippets: [CodeSnippet]) async -> [AnalysisOutcome] {
        var outcomes = snippets.map { snippet in obstacle(to: snippet).map(AnalysisOutcome.failed) }
        let open = outcomes.indices.filter { outcomes[$0] == nil }
        for (index, outcome) in zip(open, await analyseTogether(open.map { snippets[$0] })) {
            outcomes[index] = outcome
        }
        return outcomes.map { $0 ?? .failed(.toolFailed) }
    }

    private func obstacle(to snippet: CodeSnippet) -> AnalysisFailure? {
        if !languages.contains(snippet.language) { return .unsupportedLanguage }
        return snippet.text.utf8.count > CodeSnippet.largestSize ? .tooLarge : nil
    }

    /// The outcomes of one invocation. When it fails, each half is tried by itself, so that a snippet that the program
    /// cannot bear spoils no other's analysis; unless the program fails at harmless code too.
    private func analyseTogether(_ snippets: [CodeSnippet], isHalf: Bool = false) async -> [AnalysisOutcome] {
        guard !snippets.isEmpty else { return [] }
        do {
            let outcomes = try await report(on: snippets)
            return snippets.indices.map { outcomes[$0] ?? .failed(.toolFailed) }
        } catch {
            guard snippets.count > 1, error != .toolMissing, !Task.isCancelled else {
                return snippets.map { _ in .failed(error) }
            }
            if !isHalf, (try? await report(on: languages.map { CodeSnippet("x = 1;", language: $0) })) == nil {
                return snippets.map { _ in .failed(error) }
            }
            let middle = snippets.count / 2
            return await analyseTogether(Array(snippets[..<middle]), isHalf: true)
                + analyseTogether(Array(snippets[middle...]), isHalf: true)
        }
    }

    private func report(on snippets: [CodeSnippet]) async throws(AnalysisFailure) -> [Int: AnalysisOutcome] {
        let scratch: ScratchFolder
        let arguments: [String]
        do {
            scratch = try ScratchFolder()
            try scratch.write(snippets)
            arguments = try self.arguments(in: scratch)
        } catch {
            throw .toolFailed
        }
        defer { scratch.remove() }
        let report = try await tool.output(
            arguments: arguments, in: scratch, timeLimit: tool.limits.time(forSnippets: snippets.count))
        do {
            return try outcomes(of: report, count: snippets.count)
        } catch {
            throw .toolFailed
        }
    }
}
