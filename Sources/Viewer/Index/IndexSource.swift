import Experiments
import Foundation

/// A file of a run that the index is made from.
struct IndexSource: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        case prompts
        case labels
        case transcripts(condition: String)
        case verdicts
    }

    static let prompts = RunDirectory.prompts
    static let labels = RunDirectory.labels
    static let verdicts = RunDirectory.verdicts

    let content: Content

    /// The file's name once it is complete; what the index knows it by.
    let name: String

    /// Where its lines lie until then.
    private let ledger: String?

    /// What there may be to read of a run with the given conditions: what pages need first comes first.
    static func all(of conditions: [String]) -> [IndexSource] {
        let transcripts = conditions.compactMap { condition in
            RunDirectory.transcripts(of: condition).map {
                IndexSource(content: .transcripts(condition: condition), name: $0.artifact, ledger: $0.ledger)
            }
        }
        return [IndexSource(content: .labels, name: Self.labels, ledger: nil)] + transcripts + [
            IndexSource(content: .prompts, name: Self.prompts, ledger: nil),
            IndexSource(content: .verdicts, name: Self.verdicts, ledger: nil),
        ]
    }

    /// A source's file as it is now.
    struct Opened: Sendable {
        /// Within the run's folder.
        let name: String
        let isLedger: Bool
        let file: ReadableFile
        let stamp: ReadableFile.Stamp
    }

    /// Opens the file, or its ledger as long as there is no file; nil if there is neither.
    func open(in run: RunDirectory) -> Opened? {
        for (name, isLedger) in [(name, false), (ledger ?? "", true)] where !name.isEmpty {
            if let file = ReadableFile(run.file(name)), let stamp = file.stamp {
                return Opened(name: name, isLedger: isLedger, file: file, stamp: stamp)
            }
        }
        return nil
    }
}
