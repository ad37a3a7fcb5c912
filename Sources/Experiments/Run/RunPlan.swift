import Provenance

/// The stages of a run in order, and how far each is.
package struct RunPlan: Sendable {
    package struct Entry: Sendable {
        package let stage: any Stage
        package let state: StageState
    }

    package let entries: [Entry]
    /// The run with the artifacts of the stages that are done.
    let run: RunContext

    /// Compares every stage's inputs with those that it was run with; runs nothing.
    ///
    /// - Parameters:
    ///   - isDiscarded: whether what was made of a stage is to be thrown away.
    ///   - asksAgain: whether requests that ended without an answer are made again.
    package init(
        _ stages: [any Stage], _ run: RunContext, isDiscarded: (String) -> Bool = { _ in false },
        asksAgain: Bool = false
    ) {
        var run = run
        var entries: [Entry] = []
        var changed: String?
        for stage in stages {
            var state: StageState
            do {
                state = try isDiscarded(stage.name) ? .pending : StageState(of: stage, run)
            } catch {
                state = .failed("\(error)")
            }
            if asksAgain, case .done(let record) = state, record.tally.failures > 0 {
                state = .partial(done: record.tally.records - record.tally.failures, total: record.tally.records)
            }
            if case .done(let record) = state {
                run.digests.merge(record.artifacts) { $1 }
            } else if case .unproven(let record) = state {
                run.digests.merge(record.artifacts) { $1 }
            } else if case .stale(.follows) = state, let changed {
                state = .stale(.follows(changed))
            } else {
                changed = stage.name
            }
            entries.append(Entry(stage: stage, state: state))
        }
        self.entries = entries
        self.run = run
    }
}

extension StageState {
    /// How far `stage` is, given what the stages before it made.
    init(of stage: some Stage, _ run: RunContext) throws {
        let record = run.manifest.record(of: stage.name)
        let (inputs, key): (JSONValue, SHA256Digest)
        do {
            (inputs, key) = try stage.resolvedInputs(run)
        } catch let error as MissingArtifact {
            self = record == nil ? .pending : .stale(.follows(error.artifact))
            return
        }
        guard let record, record.key == key else {
            self = .unfinished(stage, record, inputs, key, run)
            return
        }
        for (name, digest) in record.artifacts.sorted(by: { $0.key < $1.key })
        where try run.directory.digest(of: name) != digest {
            self = .stale(.artifact(name))
            return
        }
        let isProven = record.proofs.allSatisfy { $0.passed || run.manifest.allowedFailures.contains($0.name) }
        self = isProven ? .done(record) : .unproven(record)
    }

    private static func unfinished(
        _ stage: some Stage, _ record: RunManifest.StageRecord?, _ inputs: JSONValue, _ key: SHA256Digest,
        _ run: RunContext
    ) -> StageState {
        if let failure = run.manifest.failures[stage.name] { return .failed(failure) }
        if let (done, total) = stage.progress(key, run), done > 0 { return .partial(done: done, total: total) }
        guard let record else { return .pending }
        return .stale(.inputs(InputChange.between(record.inputs, inputs)))
    }
}

extension Stage {
    /// The inputs as JSON, and the key that is made of them.
    func resolvedInputs(_ run: RunContext) throws -> (JSONValue, SHA256Digest) {
        let inputs = try JSONValue(encoding: inputs(run))
        let kind = name.split(separator: "/").first.map(String.init) ?? name
        return (inputs, try SHA256Digest(ofCanonicalJSON: StageKey(stage: kind, version: Self.version, inputs: inputs)))
    }
}

private struct StageKey: Encodable {
    let stage: String
    let version: Int
    let inputs: JSONValue
}
