import Evaluation

/// What a run found of cues: how often they switch answers, before and after, and whether the reasoning says so.
package struct CueSwitchFindings: Sendable {
    /// The organism, then what it is compared with, where it is.
    package let arms: [CueSwitchSummary]

    /// How much more often the organism is switched; nil without anything to compare with.
    package let difference: PairedDifference?
}

extension RunDirectory {
    /// What cues do to answers; nil where that was not measured.
    ///
    /// - Parameter calibrations: what each judge said of labelled items, by the name of its verdicts.
    package func cueSwitches(
        _ experiment: Experiment, calibrations: [String: ConfusionMatrix]
    ) throws -> CueSwitchFindings? {
        guard let settings = experiment.measures.cueSwitches, has(CueSwitchStage.artifact) else { return nil }
        let pairs = Dictionary(grouping: try read(CuedPair.self, from: CueSwitchStage.artifact), by: \.arm)
        return CueSwitchFindings(
            arms: settings.arms.map { arm in
                CueSwitchSummary(
                    pairs[arm.name] ?? [], arm: arm.name, calibrations: calibrations, seed: experiment.seed)
            },
            difference: settings.before == nil
                ? nil
                : PairedDifference(
                    ofSwitches: pairs["after"] ?? [], minus: pairs["before"] ?? [], seed: experiment.seed))
    }
}
