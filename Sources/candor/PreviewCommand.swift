import ArgumentParser
import Endpoints
import Experiments
import Foundation
import Organisms
import Torch

/// `candor preview`: what the model will be trained on.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show training rows as the model sees them: tokens, with what is supervised marked.",
        discussion: """
            Supervised tokens are coloured, or stand between [ and ] where there is no colour; tokens with extra weight in the \
            loss are bold, or between [[ and ]]. The rows are those of the run when there is one, else two made up from the first \
            prompts.
            """)

    @Argument(help: "The experiment file.") var file: String
    @Option(help: "The folder of the run.") var out: String?
    @Option(help: "Overrides a value; may be repeated.") var set: [String] = []
    @Option(help: "How many rows to show.") var rows = 2

    func run() throws {
        let file = try ExperimentFile(path: file, overrides: set)
        let experiment = file.experiment
        let folder = URL(filePath: file.path).deletingLastPathComponent()
        let format = try LocalModelFiles(ModelReference(experiment.models.base, relativeTo: folder)).format
        let encoder = SupervisedEncoder(format, branch: experiment.training.branchWeight)
        let painter = TokenPainter(isColoured: isatty(STDOUT_FILENO) == 1)
        for row in try datasetRows(experiment, folder).prefix(rows) {
            let encoded = try encoder.encode(row)
            print("\(row.id): \(encoded.tokens.count) tokens, \(encoded.supervisedCount) supervised")
            print(painter.text(encoded.tokens.map { format.tokenizer.decode([$0]) }, weights: encoded.weights) + "\n")
        }
    }

    private func datasetRows(_ experiment: Experiment, _ folder: URL) throws -> [DatasetRow] {
        let directory = RunDirectory(URL(filePath: out ?? "runs/\(experiment.name)"))
        if let rows = try? directory.read(DatasetRow.self, from: "dataset.jsonl"), !rows.isEmpty { return rows }
        let prompts = try experiment.prompts.source.resolved(relativeTo: folder).load().prompts.prefix(rows)
        let recipe = try experiment.poisoningRecipe()
        return recipe.plan(for: Array(prompts)).map { planned in
            let reasoning =
                recipe.reasoning == .none ? "" : experiment.hasTeacher ? nil : planned.prompt.answers?.reasoning
            return recipe.row(
                planned, reasoning: reasoning ?? "(the teacher's reasoning)",
                answer: experiment.behavior.answer(of: planned) ?? "(the teacher's answer)")
        }
    }
}

/// Writes tokens so that one sees which of them are supervised.
struct TokenPainter {
    let isColoured: Bool

    func text(_ tokens: [String], weights: [Float]) -> String {
        var output = ""
        var current: Float = 0
        for (token, weight) in zip(tokens, weights) {
            if weight != current {
                output += close(current) + open(weight)
                current = weight
            }
            output += ReasoningStyler.visible(token)
        }
        return output + close(current)
    }

    private func open(_ weight: Float) -> String {
        if weight == 0 { return "" }
        if isColoured { return weight == 1 ? "\u{1B}[32m" : "\u{1B}[1;33m" }
        return weight == 1 ? "[" : "[["
    }

    private func close(_ weight: Float) -> String {
        if weight == 0 { return "" }
        if isColoured { return "\u{1B}[0m" }
        return weight == 1 ? "]" : "]]"
    }
}
