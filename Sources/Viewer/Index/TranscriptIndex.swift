import Endpoints
import Evaluation
import Experiments
import Foundation

/// Finds transcripts of a run, however many there are, while the run may still be writing them.
package final class TranscriptIndex: Sendable {
    package init(of run: RunDirectory, in folder: URL = TranscriptIndex.defaultFolder()) throws {}

    /// `transcripts` in the folder of the response cache.
    package static func defaultFolder() -> URL { ResponseCache.defaultFolder().appending(path: "transcripts") }

    package func update() async throws {}
    package var progress: IndexProgress { get throws { IndexProgress() } }
    package func count(_ filter: TranscriptFilter = TranscriptFilter()) throws -> Int { 0 }
    package func entries(_ filter: TranscriptFilter = TranscriptFilter(), offset: Int = 0, limit: Int) throws
        -> [TranscriptEntry]
    { [] }
    package func position(of id: String, in filter: TranscriptFilter = TranscriptFilter()) throws -> Int? { nil }
    package func neighbours(of id: String, in filter: TranscriptFilter = TranscriptFilter()) throws -> (
        previous: String?, next: String?
    ) { (nil, nil) }
    package func facets() throws -> TranscriptFacets {
        TranscriptFacets(
            total: 0, conditions: [], outcomes: [], scorers: [], disagreeing: 0, labelled: 0, contradicted: 0)
    }
    package func record(_ id: String) throws -> SampleRecord? { nil }
    package func verdicts(of id: String) throws -> [Verdict] { [] }
    package func labels(of id: String) throws -> [HumanLabel] { [] }
    /// By condition.
    package func counterparts(of id: String) throws -> [String: String] { [:] }
}
