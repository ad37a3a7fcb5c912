import Provenance

/// How far a stage of a run is.
package enum StageState: Sendable {
    /// Its artifacts are those of its inputs.
    case done(RunManifest.StageRecord)
    /// It was done, but a proof of it failed and the failure was not accepted.
    case unproven(RunManifest.StageRecord)
    /// It was done with other inputs, or its artifacts are not what they were.
    case stale(Staleness)
    /// It was interrupted after so many records or steps, of how many if that is known.
    case partial(done: Int, total: Int?)
    case failed(String)
    case pending

    /// Why a stage must be run again.
    package enum Staleness: Sendable {
        case inputs([InputChange])
        /// An earlier stage has to be run first.
        case follows(String)
        case artifact(String)
    }
}

/// One input of a stage that is not what it was.
package struct InputChange: Sendable, Hashable, CustomStringConvertible {
    /// The keys that lead to it: `training.learningRate`.
    package let path: String
    package let before: JSONValue?
    package let after: JSONValue?

    /// The differences between two inputs, by path.
    package static func between(_ before: JSONValue, _ after: JSONValue) -> [InputChange] {
        let (before, after) = (before.leaves, after.leaves)
        return Set(before.keys).union(after.keys).sorted().compactMap { path in
            before[path] == after[path] ? nil : InputChange(path: path, before: before[path], after: after[path])
        }
    }

    package var description: String {
        func text(_ value: JSONValue?) -> String {
            guard let text = value?.description else { return "nothing" }
            // A digest says no more than that there is a difference.
            return text.utf8.count > 40 ? String(text.prefix(12)) + "…\"" : text
        }
        return "\(path): \(text(before)) → \(text(after))"
    }
}
