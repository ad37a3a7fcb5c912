import Endpoints
import Provenance

/// What the stages that a run has done before with the same model say about those to come.
struct StageHistory {
    private let records: [RunManifest.StageRecord]

    init(_ records: [RunManifest.StageRecord]) {
        self.records = records
    }

    /// The mean number of tokens that a record of a stage took; of others of its kind where it was not done itself.
    ///
    /// - Parameter isComparable: whether a stage with such inputs says anything about the coming one.
    func meanCompletion(of stage: String, isComparable: (StageInputs) -> Bool) -> Double? {
        let comparable = records(ofKind: stage).filter { isComparable(StageInputs($0.inputs)) }
        let same = comparable.filter { $0.name == stage }
        let chosen = same.isEmpty ? comparable : same
        let count = chosen.reduce(0) { $0 + $1.tally.records - $1.tally.failures }
        return count > 0 ? Double(chosen.reduce(0) { $0 + $1.tally.completionTokens }) / Double(count) : nil
    }

    /// Seconds for each token that was written, or trained on, in stages of the same kind.
    func secondsPerToken(of stage: String) -> Double? {
        let records = records(ofKind: stage)
        let tokens = records.reduce(0) { sum, record in
            sum + (record.tally.completionTokens > 0 ? record.tally.completionTokens : record.tally.promptTokens)
        }
        return tokens > 0 ? records.reduce(0) { $0 + $1.seconds } / Double(tokens) : nil
    }

    private func records(ofKind stage: String) -> [RunManifest.StageRecord] {
        func kind(_ name: String) -> Substring { name.prefix { $0 != "/" } }
        return records.filter { kind($0.name) == kind(stage) }
    }
}

extension RunContext {
    /// The stages done before that asked or trained this model.
    func history(asking model: ChosenModel) throws -> StageHistory {
        guard !manifest.stages.isEmpty, let identity = try? model.identity(models).model else {
            return StageHistory([])
        }
        let known =
            try [JSONValue(encoding: identity)] + [identity.local.map(JSONValue.init(encoding:))].compactMap(\.self)
        return StageHistory(manifest.stages.filter { StageInputs($0.inputs).model.map(known.contains) ?? false })
    }
}

extension ModelIdentity {
    fileprivate var local: LocalModel.Identity? {
        if case .local(let identity) = self { identity } else { nil }
    }
}

/// What a stage was run with, to be looked into.
struct StageInputs {
    private let value: JSONValue

    init(_ value: JSONValue) {
        self.value = value
    }

    /// The value at a path of keys.
    subscript(_ path: String...) -> JSONValue? { self[path] }

    subscript(_ path: [String]) -> JSONValue? {
        path.reduce(value) { value, key in
            guard case .object(let members)? = value else { return nil }
            return members[key]
        }
    }

    func isNumber(_ path: String..., atLeast least: Int) -> Bool {
        guard case .number(let number)? = self[path] else { return false }
        return number >= Double(least)
    }

    /// The model that was asked or trained.
    var model: JSONValue? { self["model", "model"] ?? self["model"] }
}
