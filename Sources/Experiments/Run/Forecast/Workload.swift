import Endpoints
import Generation

/// What a stage will have to do.
package struct Workload: Sendable {
    /// What `records` counts, in the plural: `samples`.
    package let unit: String
    package var records: Amount
    package var promptTokens = Amount.zero
    package var completionTokens = Amount.zero
    /// Tokens that are trained on, once for each epoch.
    package var trainedTokens = Amount.zero
    /// The endpoint that is asked, and how often.
    package var endpoint: EndpointReference?
    package var requests = Amount.zero
    /// What is computed on this machine.
    var computation: Computation?

    init(_ unit: String, _ records: Amount) {
        self.unit = unit
        self.records = records
    }

    /// What a model on this machine has to do.
    struct Computation: Sendable {
        enum Kind: Sendable {
            case asking
            /// A model with an adapter merged into it.
            case askingMerged
            case training
        }

        let model: String
        let kind: Kind
        /// Prompt tokens that are computed: what all prompts of a wave begin with is, once.
        var prefilledTokens = 0
        /// Sequences that are computed together.
        var sequences = 1
        /// The most tokens of one sequence, prompt and completion; in training, of one step.
        var longest = 0
        /// The tokens of the rows that a trained adapter is tried on.
        var probes = 0
        /// How often the weights are read, one token a sequence at a time.
        var passes = 0
    }

    /// What is left when a share was done.
    func remaining(_ share: Double) -> Workload {
        var rest = self
        rest.records = records.scaled(by: share)
        rest.promptTokens = promptTokens.scaled(by: share)
        rest.completionTokens = completionTokens.scaled(by: share)
        rest.trainedTokens = trainedTokens.scaled(by: share)
        rest.requests = requests.scaled(by: share)
        rest.computation?.prefilledTokens = Int(Double(computation?.prefilledTokens ?? 0) * share)
        return rest
    }

    /// The same, where a part of it may be done again.
    func repeated(atMost repetitions: Int) -> Workload {
        func bounded(_ amount: Amount) -> Amount {
            Amount(expected: amount.expected, atMost: amount.atMost * (repetitions + 1))
        }
        var work = self
        work.requests = bounded(requests)
        work.promptTokens = bounded(promptTokens)
        work.completionTokens = bounded(completionTokens)
        return work
    }

    /// The same, where each prompt is followed by text that is not known yet.
    func reading(atMost tokens: Int) -> Workload {
        var work = self
        work.promptTokens = Amount(expected: nil, atMost: promptTokens.atMost + tokens * records.atMost)
        work.computation?.prefilledTokens += tokens * records.atMost
        work.computation?.longest += tokens
        return work
    }
}

extension Workload {
    /// The work of asking a model.
    ///
    /// - Parameters:
    ///   - requests: everything that is asked.
    ///   - meanCompletion: the tokens of an answer, where an earlier stage says so.
    init(
        _ unit: String, asking model: ChosenModel, _ requests: [ChatRequest], meanCompletion: Double?, _ run: RunContext
    ) throws {
        self.init(unit, .exactly(requests.count))
        let meter = try PromptMeter(requests, format: run.format(of: model))
        promptTokens = meter.tokens
        let limit = requests.reduce(0) { $0 + $1.settings.maximumTokens }
        completionTokens = Amount(
            expected: meanCompletion.map { Int(($0 * Double(requests.count)).rounded()) }, atMost: limit)
        let batch = BatchGenerator.Limits().sequences
        let longestAnswer = requests.lazy.map(\.settings.maximumTokens).max() ?? 0
        var computation = Computation(
            model: model.localName ?? "", kind: model.adapter == nil ? .asking : .askingMerged,
            prefilledTokens: meter.prefilled, sequences: min(batch, requests.count), longest: meter.longest)
        computation.passes = (requests.count + batch - 1) / batch * longestAnswer
        switch model {
        case .endpoint(let reference): (endpoint, self.requests) = (reference, records)
        case .local, .adapted: self.computation = computation
        }
    }
}

extension ChosenModel {
    /// The name of a model on this machine; nil for one behind an endpoint.
    var localName: String? {
        switch self {
        case .local(let name), .adapted(let name, _, _): name
        case .endpoint: nil
        }
    }
}

extension RunContext {
    /// How a model's conversations are written, where that is known here.
    func format(of model: ChosenModel) -> ConversationFormat? {
        switch model {
        case .local(let name), .adapted(let name, _, _): try? models.files(of: name).format
        case .endpoint(let reference): reference.template.flatMap { try? models.files(of: $0).format }
        }
    }
}
