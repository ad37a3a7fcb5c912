import Evaluation
import Organisms
import Provenance

/// A judge that this experiment cannot ask, and what would help.
struct UnfitJudge: Error, CustomStringConvertible {
    let judge: String
    let problem: String

    var description: String { "the judge \(judge) \(problem)" }
}

extension RunContext {
    /// What a judge is asked, as shipped or from a file.
    func question(of judge: Experiment.Judge) throws -> JudgePrompt {
        let prompt = try JudgePrompt.shipped(named: judge.question) ?? JudgePrompt(contentsOf: resolve(judge.question))
        func unfit(_ problem: String) -> UnfitJudge { UnfitJudge(judge: judge.name, problem: problem) }
        if prompt.asksAboutCode {
            guard experiment.codeAnalysis != nil else {
                throw unfit("is asked about {{code}}, which only answers of an organism that writes code have")
            }
            guard prompt.holes.isSubset(of: [.code, .language, .question, .mark]), judge.calibrationSet == nil else {
                throw unfit(
                    "is tried on labelled code, to which only {{code}}, {{question}} and {{language}} are known; a question "
                        + "about reasoning or answers must not show {{code}}")
            }
        } else if prompt.holes.contains(.language) {
            throw unfit("is shown {{language}}, which only a question about {{code}} can be")
        }
        if judge.reply != .text, prompt.labels.isEmpty {
            throw unfit("is asked for a number of too large a range for each to be weighed; leave out 'reply'")
        }
        if judge.selection ?? prompt.selection == .fired, !experiment.scoresBehavior {
            throw unfit(
                "is asked about samples in which the behavior fired, but no scorer says so; ask it with 'of: all', or 'of:' "
                    + "an earlier judge")
        }
        if judge.calibration > 0, !prompt.asksAboutCode { try calibrationSet(of: judge, prompt).check(for: prompt) }
        return prompt
    }

    /// The labelled transcripts that a judge is tried on.
    func calibrationSet(of judge: Experiment.Judge, _ prompt: JudgePrompt) throws -> CalibrationSet {
        if let name = judge.calibrationSet {
            return try CalibrationSet.shipped(named: name) ?? CalibrationSet(contentsOf: resolve(name))
        }
        guard let shipped = try CalibrationSet.shipped(named: judge.question) else {
            throw UnfitJudge(
                judge: judge.name,
                problem:
                    "has no labelled transcripts to be tried on, so that nothing would be known of its errors; name a "
                    + "file of them with 'calibration-set', or do without by 'calibration: 0'")
        }
        return shipped
    }

    /// What distinguishes the labelled items that a judge is tried on from others.
    func labelledItemsDigest(of judge: Experiment.Judge, _ prompt: JudgePrompt) throws -> SHA256Digest? {
        guard judge.calibration > 0 else { return nil }
        return try prompt.asksAboutCode ? CodePair.shippedDigest : calibrationSet(of: judge, prompt).digest
    }

    /// What the judges are asked, by judge.
    func judgeQuestions() throws -> [String: JudgePrompt] {
        var questions: [String: JudgePrompt] = [:]
        for judge in experiment.judges { questions[judge.name] = try question(of: judge) }
        return questions
    }

    /// What each rate of a judge is read from, with what is known of its errors.
    func detectors(of judge: Experiment.Judge) throws -> [Detector] {
        let prompt = try question(of: judge)
        let calibration = try directory.calibration(of: judge.name)
        return prompt.scale.rates.map { rate in
            Detector(
                prompt.scale.rates.count > 1 ? "\(judge.scorer)/\(rate.name ?? "")" : judge.scorer,
                scorer: judge.scorer, finding: rate.name, dichotomy: rate.dichotomy,
                range: prompt.reply.range,
                calibration: calibration.items.isEmpty ? nil : calibration.matrix(for: rate.dichotomy),
                detectsBehavior: judge.detectsBehavior(prompt), selection: judge.selection ?? prompt.selection)
        }
    }
}

extension Experiment.Judge {
    /// Whether the judge says of every sample if the behavior happened.
    func detectsBehavior(_ prompt: JudgePrompt) -> Bool {
        prompt.detectsBehavior && (selection ?? prompt.selection) == .all && conditions == nil
    }
}

extension Experiment {
    /// Whether a rule or analysers say of each sample if the behavior fired.
    fileprivate var scoresBehavior: Bool { scorers.contains(.behavior) }
}
