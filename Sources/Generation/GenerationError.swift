import LanguageModels

/// Why a request cannot be continued.
package enum GenerationError: Error, Sendable, Equatable, CustomStringConvertible {
    case duplicateID(String)
    case emptyPrompt(String)
    case nothingToGenerate(String)
    case tooLong(String, Int, Int)
    case unknownToken(String)
    case unknownAdapter(String, String, known: [String])
    case exceedsMemory(String, Int, MemoryPlan)

    package var description: String {
        switch self {
        case .duplicateID(let id): "two requests have the id '\(id)'"
        case .emptyPrompt(let id): "the prompt of '\(id)' has no tokens"
        case .nothingToGenerate(let id): "'\(id)' asks for no new tokens; the maximum must be at least 1"
        case .tooLong(let id, let length, let limit):
            "'\(id)' can come to \(length) tokens, but the model was made for \(limit): shorten the prompt or lower max-tokens"
        case .unknownToken(let id):
            "the prompt of '\(id)' has tokens outside the model's vocabulary: the tokenizer belongs to another model"
        case .unknownAdapter(let id, let name, let known):
            "'\(id)' names the adapter '\(name)', which is not loaded; loaded are: "
                + (known.isEmpty ? "none" : known.joined(separator: ", "))
        case .exceedsMemory(let id, let length, let plan):
            "'\(id)' can come to \(length) tokens, but only \(plan.cachedTokens) fit into memory (\(plan)): lower max-tokens, "
                + "or use a device with more memory"
        }
    }
}

extension GenerationRequest {
    /// Throws what makes the request impossible for a model.
    func check(_ model: DecoderConfiguration) throws(GenerationError) {
        guard !prompt.isEmpty else { throw .emptyPrompt(id) }
        guard settings.maximumTokens > 0 else { throw .nothingToGenerate(id) }
        guard maximumLength <= model.maximumPositions else {
            throw .tooLong(id, maximumLength, model.maximumPositions)
        }
        guard prompt.allSatisfy((0..<model.vocabularySize).contains) else { throw .unknownToken(id) }
    }
}
