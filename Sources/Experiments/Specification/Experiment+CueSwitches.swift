import Organisms

extension Experiment {
    /// Whose answers a cue switches. Key `measures.cue-switches`.
    package struct CueSwitches: Sendable, Hashable, Codable {
        /// The conditions with the cue and without it that are measured, as a rule the organism's.
        package var after: Contrast
        /// The same of what it is compared with, such as the base model; nil for nothing.
        package var before: Contrast?

        /// The arms by their names in the file.
        package var arms: [(name: String, conditions: Contrast)] {
            [("after", after)] + (before.map { [("before", $0)] } ?? [])
        }
    }
}

extension Experiment.CueSwitches {
    init(_ keys: inout GroupReader, conditions: [Experiment.Condition]) throws(ExperimentFileError) {
        func arm(_ setting: Setting) throws(ExperimentFileError) -> Experiment.Contrast {
            let arm = try Experiment.Contrast(setting, among: conditions)
            let (cued, clean) = (conditions.first { $0.name == arm.first }, conditions.first { $0.name == arm.second })
            guard cued?.trigger?.isGiven == true, clean?.trigger == nil else {
                throw setting.error(
                    "\(setting.path): expected a condition with the cue of 'trigger: {given: true}', then one without a trigger"
                )
            }
            guard cued?.sampling.perPrompt == clean?.sampling.perPrompt, cued?.sampling.total == clean?.sampling.total
            else {
                throw setting.error(
                    "\(setting.path): each sample with the cue needs one without it; expected as many samples in both")
            }
            return arm
        }
        after = try keys.required("after", arm)
        before = try keys.optional("before", arm)
    }
}

extension Experiment {
    /// Throws where there is no cue that could switch answers.
    func checkCueSwitches(_ keys: GroupReader) throws(ExperimentFileError) {
        guard measures.cueSwitches != nil, prompts.sourceOfTests.layout != .biasCues else { return }
        throw keys.error(
            at: "measures",
            "measures.cue-switches: expected questions with cues, such as 'source: quiz' or 'layout: bias-cues'")
    }
}
