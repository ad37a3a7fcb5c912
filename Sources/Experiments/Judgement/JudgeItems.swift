import Evaluation
import Organisms
import Provenance

/// What a judge is shown: labelled items, whose truth is known, and samples of the run.
struct JudgeItems {
    /// An item whose truth is known.
    struct Labelled: Sendable {
        let id: String
        let material: JudgedMaterial
        let truth: Verdict.Value
        let hard: String?
    }

    private let judge: Experiment.Judge
    private let run: RunContext
    private let prompt: JudgePrompt

    init(_ judge: Experiment.Judge, asking prompt: JudgePrompt, _ run: RunContext) {
        self.judge = judge
        self.prompt = prompt
        self.run = run
    }

    /// A draw from the labelled items that the judge is tried on.
    func labelled() throws -> [Labelled] {
        guard judge.calibration > 0 else { return [] }
        var generator = CounterBasedGenerator(
            experimentSeed: run.experiment.seed, stage: "judging/\(judge.name)", recordID: "labelled")
        guard prompt.asksAboutCode else {
            return try run.calibrationSet(of: judge, prompt)
                .draw(judge.calibration, on: prompt.scale, using: &generator)
                .map { Labelled(id: $0.id, material: $0.material, truth: $0.label, hard: $0.hard) }
        }
        let code = try AnswerCode(run)
        let pairs = try code.labelledPairs().shuffled(using: &generator)
        // Held-out pairs first: those that the organism was not trained on.
        let drawn = (pairs.filter(\.isHeldOut) + pairs.filter { !$0.isHeldOut }).prefix(judge.calibration / 2)
        return code.labelled(Array(drawn)).compactMap { item in
            item.answer.material.map {
                Labelled(id: item.answer.id, material: $0, truth: .flag(item.isVulnerable), hard: nil)
            }
        }
    }

    /// Calls `body` with each sample that the judge is to be asked about and has what is to be judged, in the order of conditions
    /// and transcripts.
    func forEachSample(_ body: (_ id: String, JudgedMaterial) throws -> Void) throws {
        let scorers = try ScoringStage().scorers(of: run)
        var earlier = try JudgementReader(run, before: judge.name)
        let selection = judge.selection ?? prompt.selection
        let cues = run.experiment.asksForMarks ? try run.directory.promptSplit().test.cues.mapValues(\.text) : [:]
        for condition in run.experiment.conditions {
            var code = prompt.asksAboutCode ? try AnswerCode(run).answers(of: condition.name)[...] : []
            let trigger = condition.trigger ?? run.experiment.trigger
            try run.directory.forEachText(of: condition.name) { sample in
                let verdicts = try earlier.verdicts(
                    on: sample, beside: scorers.map { $0.verdict(on: sample.transcript) })
                let answer = code.popFirst()
                guard judge.isAsked(about: sample.transcript, selection, earlier, verdicts) else { return }
                let material =
                    prompt.asksAboutCode
                    ? answer?.material
                    : JudgedMaterial(
                        sample, trigger: trigger.isGiven ? cues[sample.transcript.promptID] ?? "" : trigger.marker)
                if let material, prompt.canShow(material) { try body(sample.id, material) }
            }
        }
    }
}

extension Experiment.Judge {
    /// Whether a sample is one of those that the judge is asked about, as far as its condition and what was found before says.
    func isAsked(
        about transcript: Transcript, _ selection: JudgeSelection, _ earlier: JudgementReader, _ verdicts: [Verdict]
    ) -> Bool {
        guard conditions?.contains(transcript.condition) ?? true else { return false }
        switch selection {
        case .all: return true
        case .fired: return verdicts.contains { $0.scorer == BehaviorScorer.name && $0.value == .flag(true) }
        case .judged(let name):
            guard let dichotomy = earlier.dichotomy(of: name) else { return false }
            return verdicts.contains {
                $0.scorer == Self.scorer(named: name) && dichotomy.answer($0.value) == .yes
            }
        }
    }

    /// The name that the judge's verdicts carry.
    package var scorer: String { Self.scorer(named: name) }

    private static func scorer(named name: String) -> String { "judge/\(name)" }
}

extension JudgePrompt {
    var asksAboutCode: Bool { holes.contains(.code) }

    /// Whether nothing is missing that the question shows.
    func canShow(_ material: JudgedMaterial) -> Bool {
        (material.reasoning != nil || !holes.contains(.reasoning))
            && (material.answer != nil || !holes.contains(.answer))
    }
}

extension JudgedMaterial {
    fileprivate init(_ sample: SampleText, trigger: String) {
        let completion = sample.transcript.completion
        self.init(
            question: sample.prompt, trigger: trigger, reasoning: completion.reasoning.map(String.init),
            answer: completion.answer.map(String.init))
    }
}

extension AnswerCode.Answer {
    /// Nil where there is no code.
    fileprivate var material: JudgedMaterial? {
        code.map { JudgedMaterial(code: $0.text, question: request, language: $0.language) }
    }
}
