import ChatTemplates
import Evaluation
import Foundation
import ScriptedServer
import Testing

@testable import Endpoints

/// Every way in which services give reasoning, as the parser of transcripts reads it afterwards.
@Suite(.timeLimit(.minutes(10))) struct ReasoningFormTests {
    private func completion(
        _ message: String, finishReason: String = "stop", prefill: String = ""
    ) async throws -> Completion {
        let body = #"{"choices":[{"message":\#(message),"finish_reason":"\#(finishReason)"}]}"#
        var found: Completion?
        try await ScriptedServer.with({ _ in .answer(body) }) { server in
            let model = try RemoteModel(reference(server.url) { $0.prefill = .continueFinalMessage })
            found = try await model.reply(to: request(prefill: prefill)).completion
        }
        return try #require(found)
    }

    @Test(arguments: [
        #"{"content":"Four.","reasoning_content":"2 and 2"}"#, #"{"content":"Four.","reasoning":"2 and 2"}"#,
        #"{"content":"Four.","reasoning_content":"2 and 2","reasoning":"2 and 2"}"#,
        #"{"content":"Four.","reasoning_content":"2 and 2","reasoning":null}"#,
        #"{"content":"\n\nFour.","reasoning_content":"\n2 and 2\n"}"#,
        #"{"content":"<think>\n2 and 2\n</think>\n\nFour."}"#, #"{"content":"<think>2 and 2</think>Four."}"#,
        #"{"content":"2 and 2\n</think>\n\nFour."}"#,
    ])
    func reasoningAndAnswerAreToldApart(message: String) async throws {
        let completion = try await completion(message)
        #expect(completion.reasoning == "2 and 2")
        #expect(completion.answer == "Four.")
        #expect(completion.outcome == .finished)
        #expect(completion.defects.isEmpty)
    }

    @Test func withoutReasoningAllIsAnswer() async throws {
        let completion = try await completion(#"{"content":"Four."}"#)
        #expect(completion.reasoning == nil)
        #expect(completion.answer == "Four.")
    }

    @Test(arguments: [
        #"{"content":null,"reasoning_content":"2 and"}"#, #"{"content":"","reasoning":"2 and"}"#,
        #"{"content":"<think>\n2 and"}"#,
    ])
    func truncatedReasoningStaysOpen(message: String) async throws {
        let completion = try await completion(message, finishReason: "length")
        #expect(completion.outcome == .truncated)
        #expect(completion.reasoning == "2 and")
        #expect(completion.answer == nil)
        #expect(completion.defects.contains(.missingClosingTag))
    }

    @Test func reasoningWithoutAnAnswerIsEmpty() async throws {
        let completion = try await completion(#"{"content":null,"reasoning":"2 and 2"}"#)
        #expect(completion.outcome == .empty)
        #expect(completion.reasoning == "2 and 2")
    }

    @Test(arguments: [
        // The service goes on where the prefill ends, repeats it, or has parsed it.
        #"{"content":" 2 and 2\n</think>\n\nFour."}"#, #"{"content":"<think>\nSo: 2 and 2\n</think>\n\nFour."}"#,
        #"{"content":"Four.","reasoning_content":" 2 and 2"}"#, #"{"content":"Four.","reasoning":"So: 2 and 2"}"#,
    ])
    func aPrefillThatLeavesTheReasoningOpenIsNoPartOfTheText(message: String) async throws {
        let completion = try await completion(message, prefill: "<think>\nSo:")
        #expect(completion.reasoning == "2 and 2")
        #expect(completion.answer == "Four.")
        #expect(completion.defects.isEmpty)
    }

    @Test func aPrefillThatEndsTheReasoningLeavesAnAnswer() async throws {
        let completion = try await completion(#"{"content":"Four."}"#, prefill: "<think>\n\n</think>\n\n")
        #expect(completion.reasoning == nil)
        #expect(completion.answer == "Four.")
    }

    @Test(arguments: [("<think>\n", false), ("<think>\nSo", false), ("</think>So", true), ("So", true), ("", true)])
    func theLastTagOfAPrefillDecides(prefill: String, openBefore: Bool) {
        let isOpen = !prefill.contains("</think>")
        #expect(ReasoningFormat.think.isOpen(afterPrefill: prefill, openBefore: openBefore) == isOpen)
    }
}

@Suite struct AnswerTextTests {
    @Test func aStreamInPiecesGivesTheTextOfAWholeAnswer() {
        let reasoning = "<th 2 🧮 and 2"
        let content = "<think>So: Four."
        for prefill in ["", "So:", "<think>\nSo:", "<think>So: Four.", "<th"] {
            let isOpen = ReasoningFormat.think.isOpen(afterPrefill: prefill, openBefore: false)
            for hasReasoning in [false, true] {
                var whole = AnswerText(prefill: prefill, startsInReasoning: isOpen)
                var pieces = whole
                if hasReasoning { _ = whole.addReasoning(reasoning) }
                _ = whole.addContent(content)
                _ = whole.finish(.stop)
                var handedOver = ""
                if hasReasoning { for piece in reasoning { handedOver += pieces.addReasoning(String(piece)) } }
                for piece in content { handedOver += pieces.addContent(String(piece)) }
                handedOver += pieces.finish(.stop)
                #expect(pieces.text == whole.text)
                #expect(handedOver == whole.text)
                #expect(whole.text.hasSuffix("Four.") || prefill == content)
            }
        }
    }
}
