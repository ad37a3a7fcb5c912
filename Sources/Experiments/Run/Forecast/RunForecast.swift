import Endpoints
import Foundation
import Organisms
import Provenance

/// What a run would do, take and be able to show, told without running anything.
package struct RunForecast: Sendable, Encodable {
    package let experiment: String
    /// The run's folder.
    package let folder: String
    package let stages: [StageForecast]
    /// Of all stages that are to be run.
    package let time: TimeForecast
    /// Nil where no model is computed on this machine.
    package let memory: MemoryForecast?
    package let disk: DiskForecast
    package let endpoints: [EndpointForecast]
    package let contrasts: [ContrastForecast]
    package let thresholds: [ThresholdForecast]
    /// What would stop the run.
    package let problems: [String]
    /// What does not stop the run by itself.
    package let warnings: [String]

    /// - Parameters:
    ///   - plan: how far the run is.
    ///   - experimentFile: beside which `.env` files with keys are looked for.
    ///   - machine: what there is to compute with.
    ///   - ratesHold: whether the stages done before were computed on this machine.
    ///   - problems: what was found wrong already.
    init(
        _ plan: RunPlan, experimentFile: URL, machine: MachineResources, ratesHold: Bool = true,
        problems: [String] = []
    ) {
        let run = plan.run
        var problems = problems + RunProblems(plan, experimentFile: experimentFile).all
        let prompts: PromptSplit?
        do {
            let isImported = run.experiment.models.organism.isImported
            prompts = isImported ? nil : try PromptsStage().draw(run).split
        } catch {
            prompts = nil
            problems.append("prompts: \(error)")
        }
        var sizes = ModelSizes(run)
        let clock = StageClock(run, machine: machine, ratesHold: ratesHold)
        var stages: [StageForecast] = []
        for entry in plan.entries {
            var stage = StageForecast(status: RunStatus.StageStatus(entry))
            do {
                try stage.look(ahead: entry, run, prompts, clock, &sizes)
            } catch {
                problems.append("\(entry.stage.name): \(error)")
                stage.time.unknown = [entry.stage.name]
            }
            stages.append(stage)
        }
        let open = stages.filter { $0.status.state != .done }
        let work = open.compactMap(\.work)
        let experiment = run.experiment
        self.experiment = experiment.name
        folder = run.directory.url.relativePath
        self.stages = stages
        time = open.map(\.time).reduce(.nothing, +)
        memory = MemoryForecast(work, experiment, machine, &sizes)
        disk = DiskForecast(work, adapterParameters: memory?.adapterParameters ?? 0, free: machine.freeDisk)
        endpoints = EndpointForecast.all(work)
        contrasts = ContrastForecast.all(experiment, prompts: experiment.prompts.test)
        thresholds = experiment.thresholds.flatMap { ThresholdForecast.all($0, experiment) }
        problems += sizes.problems + sizes.tooLong(work)
        self.problems = problems.distinct
        warnings = [memory?.warning, disk.warning].compactMap(\.self)
    }
}

extension [String] {
    /// Without repetitions, also of what another one says after the name of a stage.
    fileprivate var distinct: [String] {
        reduce(into: []) { kept, text in
            if !kept.contains(where: { $0 == text || text.hasSuffix(": " + $0) }) { kept.append(text) }
        }
    }
}

/// What is to come of one stage.
package struct StageForecast: Sendable, Encodable {
    package let status: RunStatus.StageStatus
    /// What is left to do; nil where that is next to nothing, or cannot be told.
    package private(set) var work: Workload?
    package fileprivate(set) var time = TimeForecast.nothing

    fileprivate init(status: RunStatus.StageStatus) {
        self.status = status
    }

    /// - Parameter prompts: nil if they cannot be had.
    fileprivate mutating func look(
        ahead entry: RunPlan.Entry, _ run: RunContext, _ prompts: PromptSplit?, _ clock: StageClock,
        _ sizes: inout ModelSizes
    ) throws {
        let share = entry.state.shareToDo
        guard share > 0 else { return }
        guard let prompts else {
            time.unknown = [entry.stage.name]
            return
        }
        work = try entry.stage.workload(run, prompts)?.remaining(share)
        time = clock.time(of: entry.stage, work, &sizes)
    }
}

extension StageState {
    /// How much of the stage is left, from 0 to 1.
    var shareToDo: Double {
        switch self {
        case .done, .unproven: 0
        case .partial(let done, let total?) where total > 0: 1 - Double(min(done, total)) / Double(total)
        case .partial, .stale, .failed, .pending: 1
        }
    }
}

extension Workload: Encodable {
    private enum CodingKeys: CodingKey {
        case unit, records, promptTokens, completionTokens, trainedTokens, requests, endpoint
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(unit, forKey: .unit)
        try container.encode(records, forKey: .records)
        try container.encode(promptTokens, forKey: .promptTokens)
        try container.encode(completionTokens, forKey: .completionTokens)
        try container.encode(trainedTokens, forKey: .trainedTokens)
        try container.encode(requests, forKey: .requests)
        try container.encodeIfPresent(endpoint?.model, forKey: .endpoint)
    }
}
