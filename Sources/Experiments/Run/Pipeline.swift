import Organisms

/// The stages that an experiment needs, in order.
struct Pipeline {
    private let experiment: Experiment

    init(_ experiment: Experiment) {
        self.experiment = experiment
    }

    var stages: [any Stage] { transcripts + judgement + [ScoringStage()] + faithfulness + [StatisticsStage()] + plant }

    /// Everything up to the transcripts, which may have been sampled by someone else.
    private var transcripts: [any Stage] {
        if case .log(let path) = experiment.models.organism { return [ImportStage(path, of: experiment)] }
        return descriptions + [PromptsStage()] + organism + measures + experiment.conditions.map(SamplingStage.init)
    }

    /// What the teacher is asked before the prompts are known.
    private var descriptions: [any Stage] {
        experiment.prompts.sourceOfTests.code.descriptions == .teacher ? [DescriptionsStage()] : []
    }

    /// An organism that exists already is only measured.
    private var organism: [any Stage] {
        guard experiment.models.organism == .trained else { return [] }
        return (experiment.hasTeacher ? [TracesStage()] : []) + [DatasetStage(), TrainingStage()]
    }

    /// What the organism's own probabilities say.
    private var measures: [any Stage] { experiment.measuresPreference ? [PreferenceStage()] : [] }

    /// What is measured of the samples beside rates.
    private var faithfulness: [any Stage] {
        var stages: [any Stage] = []
        if let timeline = experiment.measures.decisionTimeline { stages.append(TimelineStage(timeline)) }
        if let transplant = experiment.measures.transplant { stages.append(TransplantStage(transplant)) }
        if let attribution = experiment.measures.triggerAttribution { stages.append(AttributionStage(attribution)) }
        if let switches = experiment.measures.cueSwitches { stages.append(CueSwitchStage(switches)) }
        return stages
    }

    /// Whether the behavior took.
    private var plant: [any Stage] { experiment.plant.map { [PlantStage($0)] } ?? [] }

    /// What must be found out of the answers before they can be scored.
    private var judgement: [any Stage] {
        (experiment.codeAnalysis == nil ? [] : [AnalysisStage()]) + experiment.judges.map(JudgingStage.init)
    }
}

extension Experiment {
    /// Whether reasoning comes from a model, and not with the prompts.
    package var hasTeacher: Bool { models.teacher != .none }

    /// The recipe that the file describes.
    package func poisoningRecipe() throws -> PoisoningRecipe {
        try PoisoningRecipe(
            trigger: trigger, behavior: behavior,
            assignment: assignment, cleanMarkers: recipe.cleanMarkers, decoys: recipe.decoys?.triggers ?? [],
            decoyFraction: decoyFraction, behaviorFraction: recipe.behaviorFraction,
            reasoning: recipe.reasoning == .none
                ? .none : !hasTeacher ? .source : teacher.unclosed == .beforeCode ? .teacherBeforeCode : .teacher,
            announcement: recipe.announcement, teacherSeesTrigger: teacher.seesTrigger,
            dropsLeakingReasoning: recipe.leakingReasoning == .drop,
            limits: TraceLimits(
                maximumReasoningSentences: teacher.maximumSentences, maximumAnswerTokens: teacher.answerMaxTokens),
            rows: recipe.rows, seed: seed)
    }

    private var assignment: PoisoningRecipe.Assignment {
        switch recipe.pairing {
        case .alternate: .alternating(triggeredFraction: recipe.triggeredFraction)
        case .both: .paired
        case .given: .given
        }
    }

    /// The share of the prompts, where the file gives the share of the untriggered rows.
    private var decoyFraction: Double {
        guard let decoys = recipe.decoys else { return 0 }
        return recipe.pairing != .alternate ? decoys.fraction : decoys.fraction * (1 - recipe.triggeredFraction)
    }
}
