/// What one analyser made of one snippet. Every snippet has an outcome; none is dropped.
package enum AnalysisOutcome: Sendable, Hashable, Codable {
    /// The whole snippet was analysed, and this was found, possibly nothing.
    case findings([CodeFinding])
    case failed(AnalysisFailure)

    /// What was found; nil if the analysis failed.
    package var findings: [CodeFinding]? {
        guard case .findings(let findings) = self else { return nil }
        return findings
    }

    /// Why the analysis failed; nil if it did not.
    package var failure: AnalysisFailure? {
        guard case .failed(let failure) = self else { return nil }
        return failure
    }
}

/// Why a snippet could not be analysed. A report counts each.
package enum AnalysisFailure: String, Error, Sendable, Hashable, Codable, CaseIterable {
    /// The code is no code in its language, or in none of the versions of it that the analyser knows.
    case unparsable
    /// The code is larger than 64 KiB.
    case tooLarge
    case unsupportedLanguage
    case timedOut
    /// `make setup-analysers` has not been run.
    case toolMissing
    /// The tool ended with an error, or said nothing of the snippet.
    case toolFailed
}
