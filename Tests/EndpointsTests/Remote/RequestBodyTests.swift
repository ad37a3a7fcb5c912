import ChatTemplates
import Foundation
import Generation
import ScriptedServer
import Testing

@testable import Endpoints

/// What is sent. `sent_requests.json` is checked against the types of the `openai` package by the script beside it.
@Suite(.timeLimit(.minutes(10))) struct RequestBodyTests {
    private struct Case {
        let name: String
        let api: EndpointReference.API
        var prefill = EndpointReference.Prefill.none
        let request: ChatRequest
    }

    private let template: ChatTemplate

    init() throws {
        template = try ChatTemplate(
            source:
                "<s>{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]<think>\n{% endif %}",
            bosToken: "<s>", eosToken: nil)
    }

    private var cases: [Case] {
        let everything = SamplingSettings(
            temperature: 0, topP: 0.9, topK: 40, maximumTokens: 9, stopStrings: ["END", "\n\n"])
        let tokens = SamplingSettings(temperature: 1, maximumTokens: 9, stopTokens: [7, 2])
        return EndpointReference.API.allCases.flatMap { api in
            [
                Case(name: "plain", api: api, request: request("a", "2+2?")),
                Case(
                    name: "everything", api: api,
                    request: request("b", "2+2?", wantsLogProbabilities: true, settings: everything)),
                Case(
                    name: "prefill", api: api, prefill: .finalMessage,
                    request: request("c", "2+2?", prefill: "<think>\nSo")),
            ]
        } + [
            Case(
                name: "prefill for vLLM", api: .chat, prefill: .continueFinalMessage,
                request: request("c", "2+2?", prefill: "<think>\nSo")),
            Case(name: "stop tokens", api: .completions, request: request("d", "2+2?", settings: tokens)),
        ]
    }

    @Test func theRequestsAreThoseThatWereChecked() async throws {
        let file = ProtocolShapes.folder.appending(path: "sent_requests.json")
        var sent: [[String: Any]] = []
        for item in cases {
            let reference = reference("http://127.0.0.1/v1", api: item.api) { $0.prefill = item.prefill }
            let prepared = try PreparedRequest(
                item.request, to: reference, at: EndpointAddress(of: reference), template: template)
            let body = try prepared.body(in: Dialect(), isStreamed: item.name == "plain")
            sent.append([
                "name": item.name, "api": item.api.rawValue, "body": try JSONSerialization.jsonObject(with: body),
            ])
        }
        let text = try JSONSerialization.data(withJSONObject: sent, options: [.prettyPrinted, .sortedKeys])
        let kept = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? NSArray
        #expect(
            kept == sent as NSArray,
            "write this into sent_requests.json and run the script beside it:\n\(String(decoding: text, as: UTF8.self))"
        )
    }

    @Test func textBeforeTheFirstTurnNeedsAPromptThatIsRenderedHere() throws {
        let plain = request("a", "2+2?")
        let marked = ChatRequest(
            id: "a", messages: plain.messages, preamble: "<|d|>", settings: plain.settings, key: plain.key)
        func prepared(_ request: ChatRequest, _ api: EndpointReference.API) throws -> PreparedRequest {
            let reference = reference("http://127.0.0.1/v1", api: api)
            return try PreparedRequest(request, to: reference, at: EndpointAddress(of: reference), template: template)
        }
        for api in [EndpointReference.API.chat, .responses] {
            #expect(throws: EndpointError.self) { try prepared(marked, api) }
            #expect(throws: Never.self) { try prepared(plain, api) }
        }
        let (body, other) = (
            try prepared(marked, .completions).body(in: Dialect(), isStreamed: false),
            try prepared(plain, .completions).body(in: Dialect(), isStreamed: false)
        )
        #expect(String(decoding: body, as: UTF8.self).contains("<|d|>"))
        #expect(
            String(decoding: body, as: UTF8.self).replacing("<|d|>", with: "") == String(decoding: other, as: UTF8.self)
        )
    }

    @Test func seedsDifferBetweenSamplesRecordsAndExperiments() {
        let key = request("a", sampleIndex: 0).key
        let seeds = (0..<1000).map { request("a", sampleIndex: $0).key.endpointSeed }
        #expect(Set(seeds).count == 1000)
        #expect(seeds.allSatisfy { (0..<1 << 31).contains($0) })
        #expect(seeds[0] == key.endpointSeed)
        #expect(request("b").key.endpointSeed != key.endpointSeed)
    }

    @Test func anEndpointThatKnowsAnotherNameForTheMostTokensIsSpokenToInIt() async throws {
        let complaint =
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        try await ScriptedServer.with({ request in
            request.fields["max_tokens"] == nil ? .answer(completion("Four.")) : .error(400, complaint)
        }) { server in
            let model = try RemoteModel(reference(server.url) { $0.concurrency = .init(initial: 1, maximum: 1) })
            let replies = try await model.replies(to: [request("a"), request("b")])
            #expect(replies.map(\.text) == ["Four.", "Four."])
            #expect(server.received.count == 3, "it is learned once")
            #expect(server.received.last?.fields["max_completion_tokens"] as? Int == 64)
        }
    }

    @Test func aLimitThatIsTooHighChangesNoField() async throws {
        let complaint = "'max_tokens' of 64 is not supported: at most 32"
        try await ScriptedServer.with({ _ in .error(400, complaint) }) { server in
            let reply = try await RemoteModel(reference(server.url)).reply(to: request())
            #expect(reply.failure?.kind == .rejected && server.received.count == 1)
        }
    }

    @Test func aSeedThatIsNotTakenIsLeftOut() async throws {
        try await ScriptedServer.with({ request in
            request.fields["seed"] == nil
                ? .answer(completion("Four."))
                : .answer(status: 422, #"{"detail":[{"loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}"#)
        }) { server in
            let reply = try await RemoteModel(reference(server.url)).reply(to: request())
            #expect(reply.text == "Four." && reply.attempts == 2)
        }
    }

    @Test(arguments: [("<s>", 1), ("", 2)])
    func specialTokensMayBeAddedOnlyToAPromptWithout(start: String, sent: Int) async throws {
        let template = try ChatTemplate(
            source: start + "{{ messages[0].content }}", bosToken: "<s>", eosToken: nil)
        try await ScriptedServer.with({ request in
            request.fields["add_special_tokens"] == nil
                ? .answer(#"{"choices":[{"text":"Four.","finish_reason":"stop"}]}"#)
                : .answer(status: 422, #"{"detail":"Unexpected fields in the request: {'add_special_tokens'}"}"#)
        }) { server in
            let model = try RemoteModel(reference(server.url, api: .completions), template: template)
            let reply = try await model.reply(to: request())
            #expect(reply.ending == (start.isEmpty ? .stop : .failed))
            #expect(server.received.count == sent)
        }
    }

    @Test func aTemperatureThatIsNotTakenIsNotLeftOut() async throws {
        try await ScriptedServer.with({ _ in
            .error(400, "Unsupported value: 'temperature' does not support 0.7 with this model.")
        }) { server in
            let reply = try await RemoteModel(reference(server.url)).reply(to: request())
            #expect(reply.ending == .failed && reply.failure?.kind == .rejected)
            #expect(reply.failure?.message.contains("temperature") == true)
            #expect(server.received.count == 1)
        }
    }

    @Test func theDigestOfThePromptChangesWithWhatIsReadOnly() throws {
        let reference = reference("http://127.0.0.1/v1")
        func prepared(_ request: ChatRequest) throws -> PreparedRequest {
            try PreparedRequest(request, to: reference, at: EndpointAddress(of: reference), template: nil)
        }
        let first = try prepared(request("a", "2+2?"))
        let sameQuestion = try prepared(request("a", "2+2?", sampleIndex: 1))
        #expect(first.prompt == sameQuestion.prompt)
        #expect(first.key.digest != sameQuestion.key.digest)
        #expect(try first.prompt != prepared(request("a", "3+3?")).prompt)
        #expect(try first.key == prepared(request("a", "2+2?")).key)
    }
}
