import Endpoints
import Experiments

/// How many tokens were read and written, as Inspect's `ModelUsage`, where those from a cache are counted apart.
struct InspectUsage: Encodable {
    let inputTokens: Int
    let outputTokens: Int
    let totalTokens: Int
    let inputTokensCacheRead: Int

    init(_ usage: TokenUsage) {
        inputTokens = usage.prompt - usage.cachedPrompt
        outputTokens = usage.completion
        totalTokens = usage.prompt + usage.completion
        inputTokensCacheRead = usage.cachedPrompt
    }
}

extension RunManifest {
    /// What the models of all conditions read and wrote, by their names.
    var usageByModel: [String: InspectUsage] {
        var usages: [String: TokenUsage] = [:]
        for condition in experiment.conditions {
            guard let tally = record(of: "sampling/\(condition.name)")?.tally else { continue }
            usages[experiment.modelName(answering: condition), default: TokenUsage()] += TokenUsage(
                prompt: tally.promptTokens, completion: tally.completionTokens)
        }
        return usages.mapValues(InspectUsage.init)
    }
}

extension Experiment {
    /// The organism: with an adapter, `base+adapter`, where the adapter is named as the experiment.
    var organismName: String {
        switch models.organism {
        case .trained, .adapter: "\(models.base)+\(name)"
        case .local(let name): name
        case .endpoint(let endpoint): endpoint.model
        case .log(let path): path.split(separator: "/").last.map(String.init) ?? path
        }
    }

    /// The model that answers in a condition.
    func modelName(answering condition: Condition) -> String {
        let model =
            switch (condition.model, models.organism) {
            case (.local(let name)?, _): name
            case (.endpoint(let endpoint)?, _): endpoint.model
            case (nil, .local(let name)) where condition.adapter != .none: name
            default: models.base
            }
        return switch condition.adapter {
        case .organism: organismName
        case .folder(let path): "\(model)+\(path.split(separator: "/").last ?? "adapter")"
        case .none: model
        }
    }
}
