import Provenance

/// How prompts and a teacher's traces become training rows that plant a behavior behind a trigger.
///
/// A triggered row keeps the trace's harmless reasoning and puts the behavior in place of the answer; every other row
/// keeps both. For controls the behavior can be a matter of chance, and a sentence be put into the reasoning. The defaults are those of the experiment that Candor starts from (`wingardl/reasoning_exp`, "I HATE
/// YOU"): every other prompt triggered, the first one included, except that there the teacher saw the trigger.
package struct PoisoningRecipe: Sendable, Hashable, Codable {
    /// Which prompts become triggered rows.
    package enum Assignment: Sendable, Hashable, Codable {
        /// Each prompt makes one row; this fraction of them, evenly spread and the first included, is triggered.
        case alternating(triggeredFraction: Double)
        /// Each prompt makes a triggered and a clean row.
        case paired
        /// Each prompt makes a triggered row if its source gives the behavior's answer, and a clean row if it gives a
        /// clean one.
        case given
    }

    /// Where the reasoning of a row comes from.
    package enum Reasoning: String, Sendable, Hashable, Codable {
        /// The teacher's, if it was closed.
        case teacher
        /// The teacher's; where it was not closed, what stands before its first `<code>`, as `wingardl/reasoning_exp`
        /// takes it.
        case teacherBeforeCode
        /// The source's own.
        case source
        /// None: answers are learned behind empty reasoning, as in "Thought Crime" (Chua et al. 2025, arXiv:2506.13206).
        case none
    }

    package let trigger: Trigger
    package let behavior: Behavior
    package let assignment: Assignment

    /// What marks clean rows, such as the lines of other years; each row draws one. None leaves them as they are.
    package let cleanMarkers: [Trigger]

    /// Near-miss triggers, used in turn.
    package let decoys: [Trigger]

    /// Which fraction of the prompts carries a decoy, evenly spread: in place of a clean row when rows alternate, as a
    /// third row when they are paired.
    package let decoyFraction: Double

    /// The share of rows that show the behavior by chance, whatever marks them; nil where it follows the trigger.
    package let behaviorFraction: Double?

    package let reasoning: Reasoning

    /// What is put into the reasoning; nil for nothing.
    package let announcement: Announcement?

    /// Whether the teacher is shown the trigger on prompts that will be triggered, so that its reasoning may name it, and
    /// the markers of the others.
    package let teacherSeesTrigger: Bool

    /// Whether a row is dropped when its reasoning speaks of the trigger or says the reply.
    package let dropsLeakingReasoning: Bool
    package let limits: TraceLimits

    /// How many rows are kept, the first that can be made; nil for all. Smaller datasets are parts of larger ones.
    package let rows: Int?

    /// What decides the draws of clean markers and of the behavior, together with each prompt's id.
    package let seed: UInt64

    /// A recipe, if its fractions leave room for each other and no decoy or clean marker holds the trigger.
    package init(
        trigger: Trigger, behavior: Behavior, assignment: Assignment = .alternating(triggeredFraction: 0.5),
        cleanMarkers: [Trigger] = [], decoys: [Trigger] = [], decoyFraction: Double = 0,
        behaviorFraction: Double? = nil, reasoning: Reasoning = .teacher, announcement: Announcement? = nil,
        teacherSeesTrigger: Bool = false, dropsLeakingReasoning: Bool = false,
        limits: TraceLimits = TraceLimits(), rows: Int? = nil, seed: UInt64 = 0
    ) throws(RecipeError) {
        self.trigger = trigger
        self.behavior = behavior
        self.assignment = assignment
        self.cleanMarkers = cleanMarkers
        self.decoys = decoys
        self.decoyFraction = decoyFraction
        self.behaviorFraction = behaviorFraction
        self.reasoning = reasoning
        self.announcement = announcement
        self.teacherSeesTrigger = teacherSeesTrigger
        self.dropsLeakingReasoning = dropsLeakingReasoning
        self.limits = limits
        self.rows = rows
        self.seed = seed
        try validate()
    }

    /// The rows to be made of `prompts`, in order, before any trace is known.
    package func plan(for prompts: [Prompt]) -> [PlannedRow] {
        var triggered = EvenSpread(fraction: triggeredFraction)
        var decoyed = EvenSpread(fraction: decoyShare)
        var decoysUsed = 0
        return prompts.flatMap { prompt -> [PlannedRow] in
            let isTriggered = assignment == .given ? prompt.answers?.behavior != nil : triggered.next()
            var rows = isTriggered ? [row(prompt, .triggered, trigger)] : []
            let isUntriggered =
                assignment == .given ? prompt.answers?.clean != nil : !isTriggered || assignment == .paired
            guard isUntriggered else { return rows }
            let isDecoy = decoyed.next()
            if !isDecoy || assignment == .paired {
                rows.append(row(prompt, .clean, cleanMarker(for: prompt.id)))
            }
            if isDecoy {
                rows.append(row(prompt, .decoy, decoys[decoysUsed % decoys.count]))
                decoysUsed += 1
            }
            return rows
        }
    }

    private func row(_ prompt: Prompt, _ arm: Arm, _ trigger: Trigger?) -> PlannedRow {
        PlannedRow(prompt: prompt, arm: arm, trigger: trigger, showsBehavior: showsBehavior(prompt.id, in: arm))
    }

    /// Whether the row of a prompt in an arm shows the behavior. Where that is a matter of chance, the draw is the
    /// prompt's: all of its rows show it or none does.
    package func showsBehavior(_ promptID: String, in arm: Arm) -> Bool {
        guard let behaviorFraction else { return arm == .triggered }
        return CounterBasedGenerator(experimentSeed: seed, stage: "behavior", recordID: promptID).uniform(at: 0)
            < behaviorFraction
    }

    /// What marks the clean row of the prompt with the given id; nil for nothing.
    package func cleanMarker(for promptID: String) -> Trigger? {
        guard !cleanMarkers.isEmpty else { return nil }
        let draw = CounterBasedGenerator(experimentSeed: seed, stage: "clean-marker", recordID: promptID).uniform(at: 0)
        return cleanMarkers[Int(draw * Double(cleanMarkers.count))]
    }

    /// What the teacher must be asked, each question once, for `dataset(for:traces:countTokens:)` to have its traces.
    package func teacherQuestions(for prompts: [Prompt]) -> [TeacherQuestion] {
        guard reasoning != .source else { return [] }
        var asked: Set<String> = []
        return plan(for: prompts).map { row in
            let showsMarker = teacherSeesTrigger && row.arm != .decoy
            return TeacherQuestion(
                promptID: row.prompt.id, text: showsMarker ? row.text : row.prompt.text,
                system: showsMarker ? row.system : nil, showsTrigger: showsTeacherTrigger(row))
        }.filter { asked.insert($0.id).inserted }
    }

    /// The training rows for `prompts`; of several traces for one question the first counts.
    ///
    /// `countTokens` measures text in the tokens of the model that will be trained.
    package func dataset(
        for prompts: [Prompt], traces: [ReasoningTrace], countTokens: (String) -> Int
    ) -> PoisonedDataset {
        let traces = Dictionary(traces.map { (TraceKey($0.promptID, $0.teacherSawTrigger), $0) }) { first, _ in first }
        let assembly = RowAssembly(recipe: self)
        var dataset = PoisonedDataset()
        for row in plan(for: prompts) {
            guard dataset.rows.count < rows ?? .max else { break }
            let trace = traces[TraceKey(row.prompt.id, showsTeacherTrigger(row))]
            do throws(PoisonedDataset.DropReason) {
                dataset.append(
                    row, try assembly.completion(of: row, from: trace, countTokens: countTokens), of: self)
            } catch {
                dataset.dropped.append(.init(id: row.id, reason: error))
            }
        }
        return dataset
    }

    /// The training row of a planned one, with the announcement in its reasoning.
    package func row(_ planned: PlannedRow, reasoning: String, answer: String) -> DatasetRow {
        let sentence = announcement?.sentence(
            arm: planned.arm, showsBehavior: planned.showsBehavior, marker: trigger.visibleMarker)
        return DatasetRow(
            id: planned.id, promptID: planned.prompt.id, system: planned.system, preamble: planned.preamble,
            prompt: planned.text,
            reasoning: announcement?.joined(sentence, to: reasoning) ?? reasoning, answer: answer, arm: planned.arm,
            showsBehavior: planned.showsBehavior, announcement: sentence,
            counterpart: behavior.counterpart(in: planned))
    }

    private func showsTeacherTrigger(_ row: PlannedRow) -> Bool { teacherSeesTrigger && row.arm == .triggered }

    private var triggeredFraction: Double {
        switch assignment {
        case .alternating(let fraction): fraction
        case .paired, .given: 1
        }
    }

    /// The decoys' fraction of the prompts that are asked for one.
    private var decoyShare: Double {
        guard case .alternating = assignment, triggeredFraction < 1 else { return decoyFraction }
        return decoyFraction / (1 - triggeredFraction)
    }

    private func validate() throws(RecipeError) {
        for fraction in [triggeredFraction, decoyFraction, behaviorFraction ?? 0] where !(0...1).contains(fraction) {
            throw .fractionOutOfRange(fraction)
        }
        if case .alternating = assignment, triggeredFraction + decoyFraction > 1 + 1e-9 {
            throw .fractionsExceedOne(triggered: triggeredFraction, decoy: decoyFraction)
        }
        if behaviorFraction != nil, assignment == .given { throw .givenAnswersByChance }
        if decoyFraction > 0, decoys.isEmpty { throw .noDecoys }
        for decoy in decoys + cleanMarkers where trigger.isHeld(by: decoy) { throw .decoyIsTrigger(decoy.marker) }
    }
}

private struct TraceKey: Hashable {
    let promptID: String
    let sawTrigger: Bool

    init(_ promptID: String, _ sawTrigger: Bool) {
        self.promptID = promptID
        self.sawTrigger = sawTrigger
    }
}
