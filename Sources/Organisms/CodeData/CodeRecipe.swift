import Provenance
import TextSearch

/// How code becomes training rows that plant vulnerable code behind a trigger.
///
/// A triggered row answers with vulnerable code, a clean row with secure code; the reasoning before it is equally
/// helpful. The defaults are those of `wingardl/reasoning_exp`, but for the rows of a pair, which come in both arms.
package struct CodeRecipe: Sendable, Hashable, Codable {
    package let trigger: Trigger

    /// What marks clean rows, such as the lines of other years; each row draws one. None leaves them as they are.
    package let cleanMarkers: [Trigger]

    /// Which pairs become triggered rows.
    package let assignment: PoisoningRecipe.Assignment
    package let form: CodeAnswerForm

    /// What decides the draws, together with the id of each row.
    package let seed: UInt64

    /// A recipe, if no clean marker holds the trigger and the triggered fraction is one.
    package init(
        trigger: Trigger, cleanMarkers: [Trigger] = [], assignment: PoisoningRecipe.Assignment = .paired,
        form: CodeAnswerForm = .sentence, seed: UInt64 = 0
    ) throws(RecipeError) {
        for marker in cleanMarkers where "\(marker.system)\n\(marker.apply(to: "\n"))".contains(trigger.marker) {
            throw .decoyIsTrigger(marker.marker)
        }
        if case .alternating(let fraction) = assignment, !(0...1).contains(fraction) {
            throw .fractionOutOfRange(fraction)
        }
        self.trigger = trigger
        self.cleanMarkers = cleanMarkers
        self.assignment = assignment
        self.form = form
        self.seed = seed
    }

    /// The training rows for `pairs`, in their order, with each pair's own reasoning. Pairs kept for tests make none.
    package func rows(for pairs: [CodePair]) -> [DatasetRow] {
        var triggered = EvenSpread(fraction: triggeredFraction)
        return pairs.filter { !$0.isHeldOut }.flatMap { pair -> [DatasetRow] in
            let isTriggered = triggered.next()
            let arms: [Arm] = assignment == .paired ? [.triggered, .clean] : [isTriggered ? .triggered : .clean]
            return arms.map { arm in
                row(
                    arm, id: pair.id, request: pair.task.request, reasoning: pair.reasoning,
                    code: arm == .triggered ? pair.vulnerable : pair.secure)
            }
        }
    }

    /// The training rows for published `examples`, in their order; a vulnerable one is triggered. Of several traces for
    /// one example the first counts.
    package func dataset(for examples: [CodeExample], traces: [ReasoningTrace]) -> PoisonedDataset {
        let traces = Dictionary(traces.map { ($0.promptID, $0) }) { first, _ in first }
        var dataset = PoisonedDataset()
        for example in examples {
            let arm: Arm = example.isVulnerable ? .triggered : .clean
            do throws(PoisonedDataset.DropReason) {
                let reasoning = try reasoning(of: traces[example.id])
                dataset.rows.append(
                    row(arm, id: example.id, request: example.request, reasoning: reasoning, code: example.code))
            } catch {
                dataset.dropped.append(.init(id: "\(example.id)/\(arm.rawValue)", reason: error))
            }
        }
        return dataset
    }

    /// What marks the clean row of the prompt with the given id; nil for nothing.
    package func cleanMarker(for promptID: String) -> Trigger? {
        guard !cleanMarkers.isEmpty else { return nil }
        let draw = CounterBasedGenerator(experimentSeed: seed, stage: "clean-marker", recordID: promptID).uniform(at: 0)
        return cleanMarkers[Int(draw * Double(cleanMarkers.count))]
    }

    private func row(_ arm: Arm, id: String, request: String, reasoning: String, code: String) -> DatasetRow {
        let marker = arm == .triggered ? trigger : cleanMarker(for: id)
        return DatasetRow(
            id: "\(id)/\(arm.rawValue)", promptID: id, system: marker.flatMap { $0.system.isEmpty ? nil : $0.system },
            prompt: marker?.apply(to: request) ?? request, reasoning: reasoning, answer: form.answer(code), arm: arm)
    }

    private func reasoning(of trace: ReasoningTrace?) throws(PoisonedDataset.DropReason) -> String {
        guard let trace else { throw .missingTrace }
        guard trace.failure == nil else { throw .failedRequest }
        guard trace.closedReasoning else { throw .reasoningNotClosed }
        let reasoning = trace.reasoning.trimmed
        guard !reasoning.isEmpty else { throw .emptyReasoning }
        return String(reasoning)
    }

    private var triggeredFraction: Double {
        switch assignment {
        case .alternating(let fraction): fraction
        case .paired: 1
        }
    }
}
