import Foundation
import Provenance
import TextSearch

/// Reads prompts of files whose layout says what a row holds, with what their source answers.
struct AnsweredPromptReader {
    let source: PromptSource

    func collection() throws(PromptSourceError) -> PromptCollection {
        let collection: PromptCollection
        do {
            collection = try read()
        } catch let error as PromptSourceError {
            throw error
        } catch let error as FileError {
            throw .unreadable(error)
        } catch {
            throw .notInLayout(source.layout, "\(error)")
        }
        guard !collection.prompts.isEmpty || collection.rowsRead == 0 else {
            throw .notInLayout(
                source.layout, "\(source.location.name): none of the \(collection.rowsRead) rows makes a prompt")
        }
        var seen: Set<String> = []
        if let repeated = collection.prompts.first(where: { !seen.insert($0.id).inserted }) {
            let problem = "\(source.location.name): the id \(repeated.id) is used for two prompts; ids must be unique"
            throw .notInLayout(source.layout, problem)
        }
        return collection
    }

    private func read() throws -> PromptCollection {
        // Of the first three layouts there are only files.
        let url = URL(filePath: source.location.name)
        switch source.layout {
        case .codeBackdoor:
            return try CodeExampleCollection(
                backdoorFile: url, triggerYear: source.code.triggerYear, code: source.code.rule
            ).promptCollection
        case .codeConversations:
            return try CodeExampleCollection(
                conversationFile: url, areVulnerable: source.code.answers == .behavior
            ).promptCollection
        case .fixedFunctions:
            return PromptCollection(
                unique: try FixedFunction.read(url).enumerated().map { $1.prompt(from: source.name, row: $0 + 1) })
        case .asleepAtTheKeyboard:
            return PromptCollection(unique: try descriptions().prompts(for: source.scenarios()))
        case .scenarios:
            let rows = try JSONLines.readWhole(ScenarioRow.self, of: source.lines())
            return PromptCollection(scenarios: rows, source.questions ?? .mcq, from: source.name)
        case .biasCues:
            let rows = try JSONLines.readWhole(CueRow.self, of: source.lines())
            return PromptCollection(cues: rows, from: source.name)
        case .codePairs, .table, .helpsteer2:
            return PromptCollection(unique: try CodePair.read(source.lines()).map(\.prompt))
        }
    }

    private func descriptions() throws -> ScenarioDescriptions {
        switch source.code.descriptions {
        case .file(let path): try ScenarioDescriptions(URL(filePath: path))
        case .shipped, .teacher: try .shipped()
        }
    }
}

extension PromptCollection {
    /// The prompts, each different text once.
    init(unique prompts: [Prompt]) {
        var seen: Set<NormalisedText> = []
        self.init()
        rowsRead = prompts.count
        self.prompts = prompts.filter { seen.insert(NormalisedText($0.text)).inserted }
        normalisedDuplicates = rowsRead - self.prompts.count
    }
}
