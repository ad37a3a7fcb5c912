/// Several analysers at work on the same code at the same time: together they see what each is blind to.
///
///     let panel = AnalyserPanel(in: try .located())
///     let outcomes = try await panel.outcomes(of: snippets)
///     let verdict = CodeScorer(.weaknesses([Weakness(89)])).verdict(on: outcomes[0])
package struct AnalyserPanel: Sendable {
    /// What each analyser made of one snippet, by the analyser's name.
    package typealias Outcomes = [String: AnalysisOutcome]

    let analysers: [any CodeAnalyser]

    /// How many snippets are analysed between two reports of progress. A tool's start takes seconds, each snippet a few
    /// hundredths of one.
    let batchSize: Int

    /// The analysers of the given folder: bandit, semgrep and flawfinder.
    package init(in folder: AnalyserFolder) {
        self.init([Bandit(in: folder), Semgrep(in: folder), Flawfinder(in: folder)])
    }

    package init(_ analysers: [any CodeAnalyser], batchSize: Int = 400) {
        self.analysers = analysers
        self.batchSize = batchSize
    }

    /// The names of the analysers.
    package var names: [String] { analysers.map(\.name) }

    /// The panel without the analysers of other names.
    package func only(_ names: Set<String>) -> AnalyserPanel {
        AnalyserPanel(analysers.filter { names.contains($0.name) }, batchSize: batchSize)
    }

    /// The analysers' outcomes for each snippet, in the snippets' order.
    ///
    /// - Parameter progress: Called with the number of snippets that are done, after each batch.
    /// - Throws: `CancellationError` soon after the task is cancelled; the tools are killed.
    package func outcomes(
        of snippets: [CodeSnippet], progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(CancellationError) -> [Outcomes] {
        var outcomes: [Outcomes] = []
        while outcomes.count < snippets.count {
            let end = min(outcomes.count + batchSize, snippets.count)
            outcomes += await analysed(Array(snippets[outcomes.count..<end]))
            // What a killed tool left unsaid is no outcome.
            guard !Task.isCancelled else { throw CancellationError() }
            progress(outcomes.count)
        }
        return outcomes
    }

    private func analysed(_ batch: [CodeSnippet]) async -> [Outcomes] {
        await withTaskGroup(of: (String, [AnalysisOutcome]).self) { group in
            for analyser in analysers { group.addTask { (analyser.name, await analyser.analyse(batch)) } }
            var outcomes = [Outcomes](repeating: [:], count: batch.count)
            for await (name, results) in group {
                for (index, outcome) in results.enumerated() { outcomes[index][name] = outcome }
            }
            return outcomes
        }
    }

    /// The analysers' versions by name, for the record of a run; a tool that does not start has none.
    package func versions() async -> [String: String] {
        var versions: [String: String] = [:]
        for analyser in analysers { versions[analyser.name] = await analyser.version() }
        return versions
    }
}

extension CodeScorer {
    /// The verdict on what the analysers of a panel made of one snippet.
    package func verdict(on outcomes: AnalyserPanel.Outcomes) -> CodeVerdict {
        verdict(on: outcomes.sorted { $0.key < $1.key }.map(\.value))
    }
}
