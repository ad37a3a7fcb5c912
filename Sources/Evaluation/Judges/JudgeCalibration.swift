/// What a judge said of items whose truth is known: how far its rates can be believed.
package struct JudgeCalibration: Sendable, Hashable, Codable {
    /// One item, its truth, and what the judge said.
    package struct Item: Sendable, Hashable, Codable {
        package let id: String
        package let truth: Verdict.Value
        package let outcome: JudgeOutcome

        /// What makes it hard to judge; nil for a plain one.
        package let hard: String?

        package init(_ id: String, truth: Verdict.Value, outcome: JudgeOutcome, hard: String? = nil) {
            self.id = id
            self.truth = truth
            self.outcome = outcome
            self.hard = hard
        }
    }

    package let scale: JudgeScale
    package let items: [Item]

    package init(_ items: [Item], on scale: JudgeScale) {
        self.scale = scale
        self.items = items
    }

    /// How many items of each category, in the rows, the judge put in each, in the columns; those without a verdict are in none.
    package var table: [[Int]] {
        let pairs = items.compactMap { item in
            scale.category(of: item.truth).flatMap { truth in
                scale.category(of: item.outcome.value).map { [truth, $0] }
            }
        }
        let counts = pairs.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return scale.categories.map { truth in scale.categories.map { counts[[truth, $0]] ?? 0 } }
    }

    /// Agreement with the truth over all categories, on the items with a verdict; nil where it cannot be told from chance.
    package func kappa(confidence: Double = 0.95) -> CohenKappa? { CohenKappa(table: table, confidence: confidence) }

    /// The items with a verdict as the rate reads them: sensitivity, specificity and their kin.
    ///
    /// Items that are excluded, by their truth or by the judge, are in none of the four counts: a rate over the samples that are
    /// left is corrected by errors on the items that are left.
    package func matrix(for dichotomy: Dichotomy) -> ConfusionMatrix {
        matrix(for: dichotomy) { dichotomy.answer($0.outcome.value) }
    }

    /// All items but those excluded, of which one without a verdict counts as judged wrongly (intention to treat).
    package func intentionToTreatMatrix(for dichotomy: Dichotomy) -> ConfusionMatrix {
        matrix(for: dichotomy) { item in
            dichotomy.answer(item.outcome.value) ?? (dichotomy.answer(item.truth) == .yes ? .no : .yes)
        }
    }

    /// One category against the rest.
    package func matrix(of category: String) -> ConfusionMatrix {
        matrix(for: Dichotomy(positive: [category], cut: scale.cut))
    }

    private func matrix(
        for dichotomy: Dichotomy, _ said: (Item) -> Dichotomy.Answer?
    ) -> ConfusionMatrix {
        let pairs = items.map { (truth: dichotomy.answer($0.truth), said: said($0)) }
        func count(_ truth: Dichotomy.Answer, _ said: Dichotomy.Answer) -> Int {
            pairs.count { $0.truth == truth && $0.said == said }
        }
        return ConfusionMatrix(
            truePositives: count(.yes, .yes), falsePositives: count(.no, .yes), falseNegatives: count(.yes, .no),
            trueNegatives: count(.no, .no))
    }

    /// Agreement of scores with the true ones; nil without items that have both.
    package var scores: ScoreAgreement? {
        ScoreAgreement(
            items.compactMap { item in
                guard case .score(let truth) = item.truth, case .score(let said) = item.outcome else { return nil }
                return (truth, said)
            })
    }

    /// The items that the judge gave another category than the true one, by what makes them hard; plain ones under `plain`.
    package var errors: [String: Int] {
        items.reduce(into: [:]) { errors, item in
            guard item.outcome.isVerdict, scale.category(of: item.outcome.value) != scale.category(of: item.truth)
            else {
                return
            }
            errors[item.hard ?? "plain", default: 0] += 1
        }
    }

    package var answered: Int { items.count { $0.outcome.isVerdict } }
    package var refused: Int { items.count { $0.outcome == .refused } }
    package var unparsable: Int {
        items.count { if case .unparsable = $0.outcome { true } else { false } }
    }
    package var failed: Int {
        items.count { if case .failed = $0.outcome { true } else { false } }
    }
}
