import Evaluation
import GRDB

/// What transcripts are filtered and ordered by, in memory: some thirty bytes each.
///
/// SQLite would read the table again for every page; here a filter is one pass over an array.
struct TranscriptCatalogue: Sendable {
    struct Row: Sendable {
        /// Among the prompts as they are asked, then as they were met.
        var prompt: Int32
        /// Among the conditions as declared.
        var condition: Int32
        var sample: Int
        /// In the table `transcript`.
        var number: Int32
        /// In the table `text`.
        var text: Int32
        /// In the table `profile`; 0 for a transcript without verdicts.
        var profile: Int32
        var outcome: UInt8
        var labels: Labels = []
    }

    /// What people said of a transcript.
    struct Labels: OptionSet, Sendable {
        let rawValue: UInt8
        static let any = Labels(rawValue: 1)
        static let fired = Labels(rawValue: 2)
        static let quiet = Labels(rawValue: 4)
    }

    /// What scorers said of some transcripts alike.
    struct Profile: Sendable {
        var findings: [VerdictBlock.Finding] = []
        /// What the scorer `behavior` says.
        var fired: Bool?
        var disagrees = false
    }

    let version: Int
    let conditions: [String]
    /// By prompt, condition and sample.
    let rows: [Row]
    let profiles: [Profile]
    /// Where the row of each number is, -1 for none.
    private let places: [Int32]

    init(version: Int, conditions: [String], rows: [Row], profiles: [Profile]) {
        (self.version, self.conditions, self.profiles) = (version, conditions, profiles)
        self.rows = rows.sorted {
            ($0.prompt, $0.condition, $0.sample, $0.number) < ($1.prompt, $1.condition, $1.sample, $1.number)
        }
        var places = [Int32](repeating: -1, count: 1 + Int(rows.lazy.map(\.number).max() ?? 0))
        for (place, row) in self.rows.enumerated() { places[Int(row.number)] = Int32(place) }
        self.places = places
    }

    /// Where the transcript of the given number is in the order of all.
    func place(of number: Int64) -> Int? {
        guard places.indices.contains(Int(number)), places[Int(number)] >= 0 else { return nil }
        return Int(places[Int(number)])
    }

    func profile(of row: Row) -> Profile { profiles[Int(row.profile)] }

    func isContradicted(_ row: Row) -> Bool {
        switch profile(of: row).fired {
        case true?: row.labels.contains(.quiet)
        case false?: row.labels.contains(.fired)
        case nil: false
        }
    }

    /// The transcripts of the same prompt and sample, in the order of the conditions.
    func counterparts(of place: Int) -> [Row] {
        let row = rows[place]
        var start = place
        while start > 0, rows[start - 1].prompt == row.prompt { start -= 1 }
        return rows[start...].prefix { $0.prompt == row.prompt }.filter { $0.sample == row.sample }
    }
}

extension TranscriptCatalogue {
    /// The places of those that a filter lets through, in order.
    ///
    /// - Parameter texts: the rows of the table `text` in which the filter's words occur; nil if it has none.
    func places(passing filter: TranscriptFilter, texts: RowSet?) -> [Int32] {
        let condition = filter.condition.map { name in Int32(conditions.firstIndex(of: name) ?? -1) }
        let outcome = filter.outcome.map { UInt8($0.place) }
        let passing = profiles.map { profile in
            (!filter.disagrees || profile.disagrees)
                && (filter.verdict.map { wanted in
                    profile.findings.contains { $0.scorer == wanted.scorer && $0.match == wanted.value }
                } ?? true)
        }
        var places: [Int32] = []
        for (place, row) in rows.enumerated()
        where condition ?? row.condition == row.condition && outcome ?? row.outcome == row.outcome
            && passing[Int(row.profile)] && (texts?.contains(row.text) ?? true)
            && (filter.label.map { isLabelled($0, row) } ?? true)
        {
            places.append(Int32(place))
        }
        return places
    }

    private func isLabelled(_ state: LabelState, _ row: Row) -> Bool {
        switch state {
        case .labelled: row.labels.contains(.any)
        case .unlabelled: !row.labels.contains(.any)
        case .contradicted: isContradicted(row)
        }
    }

    func facets() -> TranscriptFacets {
        var byCondition = [Int](repeating: 0, count: conditions.count)
        var byOutcome = [Int](repeating: 0, count: Outcome.allCases.count)
        var byProfile = [Int](repeating: 0, count: profiles.count)
        var (labelled, contradicted) = (0, 0)
        for row in rows {
            byCondition[Int(row.condition)] += 1
            byOutcome[Int(row.outcome)] += 1
            byProfile[Int(row.profile)] += 1
            if row.labels.contains(.any) {
                labelled += 1
                contradicted += isContradicted(row) ? 1 : 0
            }
        }
        return TranscriptFacets(
            total: rows.count, conditions: Self.counts(conditions, byCondition),
            outcomes: Self.counts(Outcome.allCases, byOutcome), scorers: scorers(byProfile),
            disagreeing: zip(profiles, byProfile).reduce(0) { $0 + ($1.0.disagrees ? $1.1 : 0) },
            labelled: labelled, contradicted: contradicted)
    }

    private func scorers(_ byProfile: [Int]) -> [TranscriptFacets.Scorer] {
        var names: [String] = []
        var counts: [String: [VerdictMatch.Value: Int]] = [:]
        for (profile, count) in zip(profiles, byProfile) where count > 0 {
            for finding in profile.findings {
                guard let value = finding.match else { continue }
                if counts[finding.scorer] == nil { names.append(finding.scorer) }
                counts[finding.scorer, default: [:]][value, default: 0] += count
            }
        }
        return names.map { name in
            let values = (counts[name] ?? [:]).map { TranscriptFacets.Count(value: $0.key, count: $0.value) }
            return TranscriptFacets.Scorer(
                name: name, values: values.sorted { ($1.count, "\($0.value)") < ($0.count, "\($1.value)") })
        }
    }

    private static func counts<Value>(_ values: [Value], _ counts: [Int]) -> [TranscriptFacets.Count<Value>] {
        zip(values, counts).compactMap { $1 > 0 ? TranscriptFacets.Count(value: $0, count: $1) : nil }
    }
}
