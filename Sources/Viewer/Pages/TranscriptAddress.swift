import Evaluation

/// What the page of transcripts shows, as its address says it.
struct TranscriptAddress: Sendable, Hashable {
    var filter = TranscriptFilter()
    /// The condition at the right.
    var against: String?
    /// The transcript at the left; nil for the first.
    var id: String?
    /// Where the list begins; nil for where the transcript is.
    var start: Int?

    init() {}

    /// What the fields of an address ask for; a value that there is not asks for everything.
    init(_ fields: FormFields) {
        filter.condition = fields["condition"]
        filter.outcome = fields["outcome"].flatMap(Outcome.init)
        filter.verdict = fields["verdict"].flatMap(VerdictMatch.init(field:))
        filter.disagrees = fields["disagree"] == "1"
        filter.label = fields["label"].flatMap(LabelState.init)
        filter.text = fields["q"]
        against = fields["against"]
        id = fields["id"]
        start = fields["from"].flatMap(Int.init).map { max(0, $0) }
    }

    /// The address below a run's.
    func path(of run: String) -> String {
        let fields = FormFields.encoded([
            "condition": filter.condition, "against": against, "outcome": filter.outcome?.rawValue,
            "verdict": filter.verdict?.field, "disagree": filter.disagrees ? "1" : nil,
            "label": filter.label?.rawValue, "q": filter.text, "id": id, "from": start.map(String.init),
        ])
        return "\(run)/transcripts" + (fields.isEmpty ? "" : "?\(fields)")
    }

    func selecting(_ id: String?) -> TranscriptAddress {
        var other = self
        (other.id, other.start) = (id, nil)
        return other
    }

    func comparing(with condition: String) -> TranscriptAddress {
        var other = self
        other.against = condition
        return other
    }

    func starting(at start: Int) -> TranscriptAddress {
        var other = self
        other.start = start
        return other
    }
}

extension VerdictMatch {
    /// `behavior:true`, `trigger-mention:literal`, `behavior:skipped`.
    var field: String {
        switch value {
        case .flag(let flag): "\(scorer):\(flag)"
        case .label(let label): "\(scorer):\(label)"
        case .skipped: "\(scorer):skipped"
        }
    }

    /// Reads `SCORER:VALUE`; nil where there is no colon.
    init?(field: String) {
        guard let colon = field.firstIndex(of: ":") else { return nil }
        let value = String(field[field.index(after: colon)...])
        self.init(
            scorer: String(field[..<colon]),
            value: Bool(value).map(Value.flag) ?? (value == "skipped" ? .skipped : .label(value)))
    }
}
