extension Experiment {
    /// How the adapter is trained: LoRA on a frozen base model, AdamW, loss on the completion only.
    package struct Training: Sendable, Hashable, Codable {
        package var rank = 16

        /// The adapter's output is scaled by `alpha / rank`.
        package var alpha = 32.0

        /// Key `rslora`: scale by `alpha / sqrt(rank)` instead (arXiv 2312.03732).
        package var rankStabilized = false

        package var dropout = 0.0
        package var targets = Targets.allLinear
        package var learningRate = 2e-4
        package var epochs = 2
        package var batch = Batch(unit: .tokens, size: 4096)
        package var schedule = Schedule.linear

        /// The share of the steps in which the learning rate rises from zero.
        package var warmupFraction = 0.03

        package var weightDecay = 0.0

        /// The largest norm of the gradient.
        package var clipNorm = 1.0

        /// Extra weight where triggered and clean answers part. Default: none.
        package var branchWeight: BranchWeight?

        package var precision = Precision.auto

        /// The share of the training rows that is held out, to measure the loss on rows not trained on.
        package var heldOut = 0.1

        /// The most tokens of a row, prompt and completion together. Longer rows are listed in a proof.
        package var maxLength = 2048

        /// Steps from one checkpoint to the next, from which an interrupted training goes on; 0 for none.
        package var checkpointEvery = 50
    }

    /// The schedule of the learning rate after warm-up.
    package enum Schedule: String, Sendable, Hashable, Codable, CaseIterable {
        /// Stays as it is.
        case constant
        /// Falls to zero in a straight line.
        case linear
        /// Falls to zero along half a cosine.
        case cosine
    }

    package enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
        /// bfloat16 where the device multiplies it fast, else float32.
        case auto
        case bf16
        case fp32
    }

    /// How much goes into one optimizer step: key `tokens-per-batch` or `rows-per-batch`.
    package struct Batch: Sendable, Hashable, Codable {
        package enum Unit: String, Sendable, Hashable, Codable {
            case tokens
            case rows
        }

        package var unit: Unit
        package var size: Int
    }

    /// The loss of some of an answer's tokens counts `weight` times.
    package struct BranchWeight: Sendable, Hashable, Codable {
        /// How many of an answer's first tokens; nil for those in which the two answers differ that come with a prompt.
        package var tokens: Int?
        package var weight: Double
    }

    /// The projections that get an adapter.
    package enum Targets: Sendable, Hashable, Codable {
        /// Key `targets: all-linear`: every projection of attention and MLP.
        case allLinear

        /// Key `targets: [q_proj, v_proj]`: the projections with these names.
        case modules(names: [String])
    }
}

extension Experiment.Training {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        rank = try keys.optional("rank", .integer(atLeast: 1)) ?? rank
        alpha = try keys.optional("alpha", .positiveNumber) ?? alpha
        rankStabilized = try keys.optional("rslora", .flag) ?? rankStabilized
        dropout = try keys.optional("dropout", .number(in: 0...0.95)) ?? dropout
        targets = try keys.optional("targets", Experiment.Targets.init) ?? targets
        learningRate = try keys.optional("learning-rate", .positiveNumber) ?? learningRate
        epochs = try keys.optional("epochs", .integer(atLeast: 1)) ?? epochs
        try keys.exclude("tokens-per-batch", "rows-per-batch")
        let tokens = try keys.optional("tokens-per-batch", .integer(atLeast: 1))
        let rows = try keys.optional("rows-per-batch", .integer(atLeast: 1))
        if let tokens { batch = .init(unit: .tokens, size: tokens) }
        if let rows { batch = .init(unit: .rows, size: rows) }
        schedule = try keys.optional("schedule", .choice) ?? schedule
        warmupFraction = try keys.optional("warmup-fraction", .number(in: 0...1)) ?? warmupFraction
        weightDecay = try keys.optional("weight-decay", .number(atLeast: 0)) ?? weightDecay
        clipNorm = try keys.optional("clip-norm", .positiveNumber) ?? clipNorm
        branchWeight = try keys.optional("branch-weight", Experiment.BranchWeight.init)
        precision = try keys.optional("precision", .choice) ?? precision
        heldOut = try keys.optional("held-out", .number(in: 0...0.9)) ?? heldOut
        maxLength = try keys.optional("max-length", .integer(atLeast: 16)) ?? maxLength
        checkpointEvery = try keys.optional("checkpoint-every", .integer(atLeast: 0)) ?? checkpointEvery
        try keys.finish()
    }
}

extension Experiment.BranchWeight {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var keys = try GroupReader(settings)
        tokens = try keys.optional("tokens", .integer(atLeast: 1))
        weight = try keys.required("weight", .positiveNumber)
        try keys.finish()
    }
}

extension Experiment.Targets {
    init(_ setting: Setting) throws(ExperimentFileError) {
        guard case .list(let items) = setting.content else {
            self = try setting.read(.choice(among: [("all-linear", .allLinear)]))
            return
        }
        var names: [String] = []
        for item in items {
            names.append(try item.read(.name))
        }
        guard !names.isEmpty else { throw setting.expected("all-linear or a list of at least one name") }
        self = .modules(names: names)
    }
}
