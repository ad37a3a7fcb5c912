/// A stage that an experiment needs, known before anything is run.
package struct PlannedStage: Sendable, Hashable {
    package let name: String
    /// The file that gets a line for each record while the stage is under way, after a first line of another kind.
    package let ledger: String?
    /// How many records there will be, where the experiment says so.
    package let records: Int?
}

extension Experiment {
    /// The stages from the prompts to the statistics, in order.
    package var plannedStages: [PlannedStage] {
        Pipeline(self).stages.map { stage in
            PlannedStage(
                name: stage.name, ledger: stage.ledger.flatMap { $0.hasSuffix(".partial") ? $0 : nil },
                records: condition(String(stage.name.dropFirst("sampling/".count))).flatMap { condition in
                    stage is SamplingStage ? condition.sampling.samples(of: prompts.test) : nil
                })
        }
    }
}

extension RunDirectory {
    /// The process that is busy with the run, if one is; changes nothing.
    package var owner: String? { RunLock.owner(of: self) }
}
