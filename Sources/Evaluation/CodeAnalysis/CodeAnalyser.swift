/// Looks for weaknesses in code without running it.
package protocol CodeAnalyser: Sendable {
    /// The name that this analyser's findings carry.
    var name: String { get }
    var languages: Set<CodeLanguage> { get }

    /// The tool's version, for the record of a run; nil if the tool is missing.
    func version() async -> String?

    /// One outcome for each snippet, in their order.
    func analyse(_ snippets: [CodeSnippet]) async -> [AnalysisOutcome]
}
