import Endpoints
import Organisms
import Training

extension TrainingStage {
    func workload(_ run: RunContext, _ prompts: PromptSplit) throws -> Workload? {
        let settings = run.experiment.training
        let isKnown = run.digests[DatasetStage.artifact] != nil
        let rows = try isKnown ? lengths(of: run.directory.datasetRows(), run) : longestRows(run, prompts)
        let train = partition(rows.lengths, of: rows.promptIDs, run.experiment).train
        let plan = BatchPlan(
            lengths: train, epochs: settings.epochs, limits: settings.batch.limits, seed: run.experiment.seed)
        let tokens = settings.epochs * train.reduce(0, +)
        var workload = Workload("steps", isKnown ? .exactly(plan.steps.count) : .atMost(plan.steps.count))
        workload.trainedTokens =
            isKnown
            ? .exactly(tokens)
            : Amount(expected: try meanLength(run).map { Int($0) * train.count * settings.epochs }, atMost: tokens)
        workload.computation = Workload.Computation(model: run.experiment.models.base, kind: .training)
        workload.computation?.longest = plan.steps.map { $0.reduce(0) { $0 + train[$1] } }.max() ?? 0
        workload.computation?.probes = rows.lengths.prefix(Self.probeCount).reduce(0) {
            $0 + min($1, AdapterChecks.probeLength)
        }
        return workload
    }

    /// The tokens of rows that are there, and the prompts that they came from.
    private func lengths(of rows: [DatasetRow], _ run: RunContext) throws -> (lengths: [Int], promptIDs: [String]) {
        let encoder = SupervisedEncoder(try run.models.files(of: run.experiment.models.base).format, branch: nil)
        let limit = run.experiment.training.maxLength
        return (try rows.map { min(try encoder.encode($0).tokens.count, limit) }, rows.map(\.promptID))
    }

    /// The most tokens that the rows can have which the recipe plans.
    private func longestRows(
        _ run: RunContext, _ prompts: PromptSplit
    ) throws -> (lengths: [Int], promptIDs: [String]) {
        let experiment = run.experiment
        let teacher = experiment.teacher
        let recipe = try experiment.poisoningRecipe()
        let planned = recipe.plan(for: prompts.train).prefix(recipe.rows ?? .max)
        let rows = planned.map { row in
            recipe.row(
                row,
                reasoning: recipe.reasoning == .none
                    ? ""
                    : experiment.hasTeacher
                        ? teacher.planning?.opening ?? "x" : row.prompt.answers?.reasoning ?? "x",
                answer: experiment.behavior.answer(of: row) ?? "x")
        }
        let (frames, promptIDs) = try lengths(of: rows, run)
        let lengths = zip(frames, planned).map { frame, row in
            guard experiment.hasTeacher else { return min(frame, experiment.training.maxLength) }
            // A teacher that reasons by itself may spend what is left for the answer on its reasoning.
            let isReasoningOnly = experiment.behavior.answer(of: row) != nil && teacher.planning != nil
            return min(
                frame + teacher.maxTokens + (isReasoningOnly ? 0 : teacher.answerMaxTokens),
                experiment.training.maxLength)
        }
        return (lengths, promptIDs)
    }

    /// The mean tokens of the rows of an earlier dataset in the run's folder.
    private func meanLength(_ run: RunContext) throws -> Double? {
        guard run.directory.has(DatasetStage.artifact) else { return nil }
        let lengths = try lengths(of: run.directory.datasetRows(), run).lengths
        return lengths.isEmpty ? nil : Double(lengths.reduce(0, +)) / Double(lengths.count)
    }
}
