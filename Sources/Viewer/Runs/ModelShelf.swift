import Endpoints
import Experiments
import Foundation

/// Tokenizers and chat templates of models on this machine, each read when it is first needed; weights never are.
actor ModelShelf {
    private var formats: [URL: ConversationFormat] = [:]

    /// How a model's conversations are written.
    ///
    /// - Throws: `ViewError` that says how to get a model that is not on this machine.
    func format(of model: String, in manifest: RunManifest) throws(ViewError) -> ConversationFormat {
        let folder = URL(filePath: manifest.source.path).deletingLastPathComponent()
        do {
            let reference = try ModelReference(model, relativeTo: folder)
            if let format = formats[reference.url] { return format }
            let format = try LocalModelFiles(reference).format
            formats[reference.url] = format
            return format
        } catch {
            throw ViewError(
                .notFound, "The model's tokenizer is not here",
                cause: "Tokens can be shown only with the tokenizer of \(model): \(error)",
                remedy: "Put the model where the experiment names it, or its folder into CANDOR_MODELS, and load again."
            )
        }
    }
}

extension Experiment {
    /// The model on this machine whose tokens the samples of a condition are; nil for one behind an endpoint.
    func tokenizingModel(of condition: String) -> String? {
        guard let condition = self.condition(condition) else { return nil }
        if let model = condition.model {
            guard case .local(let name) = model else { return nil }
            return name
        }
        switch models.organism {
        case _ where condition.adapter == .none: return models.base
        case .local(let name): return name
        case .endpoint where condition.adapter == .organism: return nil
        default: return models.base
        }
    }
}
