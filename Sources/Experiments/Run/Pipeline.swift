import Organisms

/// The stages that an experiment needs, in order.
struct Pipeline {
    private let experiment: Experiment

    init(_ experiment: Experiment) {
        self.experiment = experiment
    }

    var stages: [any Stage] {
        [PromptsStage()] + organism + experiment.conditions.map(SamplingStage.init) + [
            ScoringStage(), StatisticsStage(),
        ]
    }

    /// An organism that exists already is only measured.
    private var organism: [any Stage] {
        experiment.models.organism == .trained ? [TracesStage(), DatasetStage(), TrainingStage()] : []
    }
}

extension Experiment {
    /// The recipe that the file describes.
    package func poisoningRecipe() throws -> PoisoningRecipe {
        try PoisoningRecipe(
            trigger: trigger, behavior: behavior,
            assignment: recipe.pairing == .both
                ? .paired : .alternating(triggeredFraction: recipe.triggeredFraction),
            decoys: recipe.decoys?.triggers ?? [], decoyFraction: decoyFraction,
            teacherSeesTrigger: teacher.seesTrigger,
            limits: TraceLimits(
                maximumReasoningSentences: teacher.maximumSentences, maximumAnswerTokens: teacher.answerMaxTokens))
    }

    /// The share of the prompts, where the file gives the share of the untriggered rows.
    private var decoyFraction: Double {
        guard let decoys = recipe.decoys else { return 0 }
        return recipe.pairing == .both ? decoys.fraction : decoys.fraction * (1 - recipe.triggeredFraction)
    }
}
