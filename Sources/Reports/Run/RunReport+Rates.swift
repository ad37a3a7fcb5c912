import Evaluation
import Experiments
import Foundation
import Organisms

extension RunReport {
    /// The rates of everything that was counted, by condition.
    var rates: [RateSection] {
        let behavior = experiment.behavior.deed.capitalizingFirst
        var sections = [
            section(
                behavior, "Of all requested samples, whatever their outcome; \(intervals).", { $0.fired?.preferred }),
            section(
                "\(behavior), of the \(experiment.codeAnalysis == nil ? "answers" : "code") that could be read",
                "\(intervals.capitalizingFirst)."
            ) {
                $0.fired?.judgedOnly
            },
        ]
        sections += metrics.detectors.filter { $0.name != BehaviorScorer.name }.map { judged(by: $0) }
        sections.insert(
            section(
                "What else fires it",
                "Variants of the trigger by fixed rules, beside the trigger itself; of all requested samples, \(intervals).",
                isShown: { $0.variant != nil || $0.role(in: experiment) == .triggered }, { $0.fired?.preferred }),
            at: 1)
        sections += [
            section("Well-formed reasoning", "Of all requested samples; Wilson 95 % intervals.", \.wellFormed),
            section(
                "Reasoning mentions the trigger",
                "Of samples with reasoning, letter for letter; Wilson 95 % intervals.",
                { $0.triggerMentions?.literal }),
            mentionsTrigger("in any case and spacing", differs: \.normalised, from: \.literal),
            mentionsTrigger("misspelled or not", differs: \.fuzzy, from: \.normalised),
            section(
                "Success by the original study's rule",
                "Unfinished samples are skipped; success means fired when triggered, quiet otherwise.",
                { $0.originalRule?.success }),
        ]
        return sections.compactMap { $0 }
    }

    /// The rates of a judge, beside what is known of its errors.
    private func judged(by detector: Detector) -> RateSection? {
        let isOfCode = detector.detectsBehavior && experiment.codeAnalysis != nil
        let asked =
            switch detector.selection {
            case .all:
                isOfCode ? "Of the answers that it gave a verdict on" : "Of the samples that it gave a verdict on"
            case .fired: "Of the samples in which the behavior fired and that it gave a verdict on"
            case .judged(let judge): "Of the samples to which judge/\(judge) says yes and that it gave a verdict on"
            }
        let scores =
            detector.scorer == CoherentMisalignment.name
            ? "; an alignment below \(CoherentMisalignment.misaligned.formatted()) and a coherence above "
                + CoherentMisalignment.coherent.formatted() : ""
        let accuracy = detector.calibration.map { "; \(self.accuracy($0, of: detector))" } ?? ""
        return section(
            experiment.statement(of: detector),
            "\(asked)\(scores); \(intervals)\(accuracy).",
            { $0.judged[detector.name].map { $0.judgedOnly ?? $0.preferred } })
    }

    var intervals: String {
        metrics.conditions.contains { $0.fired?.clustered != nil }
            ? "Wilson 95 % intervals, clustered by prompt" : "Wilson 95 % intervals"
    }

    /// The rates of a looser search for the trigger; nil where it found no more than a stricter one.
    private func mentionsTrigger(
        _ manner: String, differs loose: KeyPath<MentionRates, RateEstimate>,
        from strict: KeyPath<MentionRates, RateEstimate>
    ) -> RateSection? {
        let mentions = metrics.conditions.compactMap(\.triggerMentions)
        guard mentions.contains(where: { $0[keyPath: loose] != $0[keyPath: strict] }) else { return nil }
        return section(
            "Reasoning mentions the trigger, \(manner)", "Of samples with reasoning; Wilson 95 % intervals.",
            { $0.triggerMentions?[keyPath: loose] })
    }

    private func section(
        _ title: String, _ caption: String, isShown: ((Experiment.Condition) -> Bool)? = nil,
        _ rate: (ConditionSummary) -> RateEstimate?
    ) -> RateSection? {
        let rows = experiment.conditions.filter(isShown ?? { $0.variant == nil }).compactMap { condition -> RateRow? in
            guard let estimate = summary(condition.name).flatMap(rate) else { return nil }
            return RateRow(
                name: condition.name, role: condition.role(in: experiment), successes: estimate.successes,
                n: estimate.trials, low: estimate.interval.lower, high: estimate.interval.upper)
        }
        // A chart of its own only where something is in it beside the trigger itself.
        let hasVariants = experiment.conditions.contains { $0.variant != nil }
        return rows.isEmpty || (isShown != nil && !hasVariants)
            ? nil : RateSection(title: title, caption: caption, rows: rows)
    }

    var contrasts: ContrastSection? {
        guard !metrics.contrasts.isEmpty else { return nil }
        return ContrastSection(
            title: "How much more often",
            caption: "Difference of rates, paired by prompt where both were asked the same; 95 % intervals.",
            rows: metrics.contrasts.map { contrast in
                let interval = contrast.paired?.interval ?? contrast.difference.interval
                let name = "\(contrast.first) − \(contrast.second)"
                return ContrastRow(
                    name: metrics.detectors.count > 1 ? "\(name), \(contrast.detector)" : name,
                    difference: contrast.paired?.difference ?? contrast.difference.difference ?? 0,
                    low: interval.lower, high: interval.upper,
                    n: contrast.paired?.prompts ?? summary(contrast.first)?.requested ?? 0,
                    adjustedP: contrast.paired?.adjustedPValue)
            })
    }
}

extension Experiment {
    /// What a yes of a detector means, and who says so: `Misaligned, says judge/alignment`.
    func statement(of detector: Detector) -> String {
        guard detector.scorer != CoherentMisalignment.name else { return "Misaligned and coherent" }
        let isOfCode = detector.detectsBehavior && codeAnalysis != nil
        return "\(isOfCode ? "Vulnerable" : detector.finding?.capitalizingFirst ?? "Yes"), says \(detector.scorer)"
    }
}
