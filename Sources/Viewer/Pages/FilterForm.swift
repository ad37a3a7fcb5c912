import Evaluation
import Reports

/// The filters with what is chosen of them, and how many transcripts each would leave.
struct FilterForm: Sendable {
    let action: String
    let menus: [Menu]
    let disagrees: Bool
    let disagreeCount: String?
    let text: HTML
    /// The selected transcript, which a change of filters keeps where it can.
    let id: HTML?
    let isFiltering: Bool
    /// Where all filters are off.
    let clear: String

    struct Menu: Sendable {
        let name: String
        let label: String
        let options: [Option]
    }

    struct Option: Sendable {
        let value: HTML
        let text: String
        let isSelected: Bool
    }

    init(_ address: TranscriptAddress, _ facets: TranscriptFacets, conditions: [String], run: String) {
        let filter = address.filter
        action = "\(run)/transcripts"
        let verdicts = facets.scorers.flatMap { scorer in
            scorer.values.map { ($0, VerdictMatch(scorer: scorer.name, value: $0.value)) }
        }
        menus = [
            Menu(
                "condition", "any condition", chosen: filter.condition,
                facets.conditions.map { ($0.value, "\($0.value) (\($0.count))") }),
            Menu("against", "beside the usual", chosen: address.against, conditions.map { ($0, "beside \($0)") }),
            Menu(
                "outcome", "any outcome", chosen: filter.outcome?.rawValue,
                facets.outcomes.map { ($0.value.rawValue, "\($0.value.rawValue) (\($0.count))") }),
            Menu(
                "verdict", "any verdict", chosen: filter.verdict?.field,
                verdicts.map { count, match in (match.field, "\(match.text) (\(count.count))") }),
            Menu(
                "label", "labelled or not", chosen: filter.label?.rawValue,
                [
                    ("labelled", "labelled (\(facets.labelled))"),
                    ("unlabelled", "unlabelled (\(facets.total - facets.labelled))"),
                    ("contradicted", "contradicted (\(facets.contradicted))"),
                ]),
        ]
        disagrees = filter.disagrees
        disagreeCount = facets.disagreeing > 0 ? String(facets.disagreeing) : nil
        text = HTML(attribute: filter.text ?? "")
        id = address.id.map(HTML.init(attribute:))
        isFiltering = filter != TranscriptFilter()
        var unfiltered = address
        unfiltered.filter = TranscriptFilter()
        unfiltered.start = nil
        clear = unfiltered.path(of: run)
    }
}

extension FilterForm.Menu {
    /// - Parameters:
    ///   - none: what the menu says when nothing of it is chosen.
    ///   - chosen: stays in the menu even if nothing is of that kind.
    fileprivate init(_ name: String, _ none: String, chosen: String?, _ options: [(String, String)]) {
        self.name = name
        label = name
        let known = chosen.map { chosen in options.contains { $0.0 == chosen } } ?? true
        let all = [("", none)] + options + (known ? [] : [(chosen ?? "", "\(chosen ?? "") (0)")])
        self.options = all.map { value, text in
            FilterForm.Option(value: HTML(attribute: value), text: text, isSelected: value == chosen ?? "")
        }
    }
}

extension VerdictMatch {
    /// `behavior: yes`.
    var text: String {
        switch value {
        case .flag(let flag): "\(scorer): \(flag ? "yes" : "no")"
        case .label(let label): "\(scorer): \(label)"
        case .skipped: "\(scorer): skipped"
        }
    }
}
