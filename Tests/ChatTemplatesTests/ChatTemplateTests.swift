import Foundation
import Testing

@testable import ChatTemplates

@Suite struct ChatTemplateTests {
    private func template(_ source: String) throws -> ChatTemplate {
        try ChatTemplate(source: source, bosToken: "<s>", eosToken: "</s>", clock: fixedClock)
    }

    @Test func messagesAndTokensReachTheTemplate() throws {
        let source = """
            {{ bos_token }}{% for m in messages %}{{ m['role'] }}:{{ m.content }}\
            {{ '(' ~ m.reasoning_content ~ ')' if m.reasoning_content is defined }}{{ eos_token }}{% endfor %}\
            {% if add_generation_prompt %}?{% endif %}
            """
        let messages = [ChatMessage.user("Hi"), .assistant("Yo", reasoning: "Hm")]
        let template = try template(source)
        #expect(try template.render(messages, addGenerationPrompt: true) == "<s>user:Hi</s>assistant:Yo(Hm)</s>?")
        #expect(try template.render(messages, addGenerationPrompt: false) == "<s>user:Hi</s>assistant:Yo(Hm)</s>")
    }

    @Test func textBeforeTheFirstTurnFollowsTheTokenThatBeginsASequence() throws {
        let prompt = try template("{{ bos_token }}|{{ messages[0].content }}").render(
            [.user("Hi")], addGenerationPrompt: true)
        #expect(try template("").opened(prompt, with: "<|d|>") == "<s><|d|>|Hi")
        #expect(try template("").opened("<s>user\nHi\n<s>assistant", with: "x") == "x<s>user\nHi\n<s>assistant")
        #expect(try template("").opened("|Hi", with: "<|d|>") == "<|d|>|Hi")
        #expect(try template("").opened(prompt, with: "") == prompt)
        #expect(try ChatTemplate(source: "", bosToken: nil, eosToken: nil).opened("Hi", with: "x") == "xHi")
    }

    @Test func toolsAndDocumentsAreNoneAsInTransformers() throws {
        let source = "{{ tools is none }} {{ documents is none }} {{ pad_token is defined }} {{ thinking }}"
        let text = try template(source).render([], addGenerationPrompt: false, variables: ["thinking": true])
        #expect(text == "True True False True")
    }

    @Test func missingTokensAreUndefined() throws {
        let source = "[{{ bos_token }}{{ eos_token is defined }}]"
        let template = try ChatTemplate(source: source, bosToken: nil, eosToken: nil)
        #expect(try template.render([], addGenerationPrompt: false) == "[False]")
    }

    @Test func refusalOfTheTemplateIsItsMessage() throws {
        let source = "{% if messages[0].role != 'user' %}{{ raise_exception('user first') }}{% endif %}"
        let error = try #require(throws: TemplateError.self) {
            try template(source).render([.system("x")], addGenerationPrompt: false)
        }
        #expect(error.kind == .raised)
        #expect(error.message == "user first")
    }

    @Test func clockIsTheOneGiven() throws {
        let source = "{{ strftime_now('%d %b %Y %H:%M') }}"
        #expect(try template(source).render([], addGenerationPrompt: false) == "05 Mar 2024 07:08")
        #expect(throws: TemplateError.self) {
            try template("{{ strftime_now('%Q') }}").render([], addGenerationPrompt: false)
        }
    }

    @Test(arguments: ["Once", "Once ", "Once\n\n", "é", "<think>\nOkay"])
    func finalMessageStaysOpen(_ content: String) throws {
        let messages = [ChatMessage.user("Hi"), .assistant(content)]
        let text = try template(HomeTemplates.turns).renderContinuingFinalMessage(messages)
        #expect(text == "<|user|>Hi<|end|>\n<|assistant|>\(content)")
    }

    @Test func finalMessageIsTrimmedWhereTheTemplateTrims() throws {
        let source = "{% for m in messages %}[{{ m.content | trim }}]{% endfor %}"
        let text = try template(source).renderContinuingFinalMessage([.user("Hi"), .assistant(" Once \n")])
        #expect(text == "[Hi][Once")
    }

    @Test func finalMessageThatIsNotReproducedIsRefused() throws {
        let lost = [ChatMessage.user("Hi"), .assistant("<think>\nHm.\n</think>\n\nOnce")]
        #expect(throws: TemplateError.self) {
            try template(HomeTemplates.stripping).renderContinuingFinalMessage(lost)
        }
        #expect(throws: TemplateError.self) { try template(HomeTemplates.turns).renderContinuingFinalMessage([]) }
    }

    @Test func generationSpansAreOffsetsInUTF8() throws {
        let source = """
            {% for m in messages %}{% if m.role == 'assistant' %}é<a>\
            {% generation %}{{ m.content }}</s>{% endgeneration %}{% else %}{{ m.content }}{% endif %}{% endfor %}
            """
        let rendering = try template(source).rendering(
            [.user("Größe"), .assistant("Ö1"), .user("x"), .assistant("2")], addGenerationPrompt: false)
        let utf8 = Array(rendering.text.utf8)
        let spans = try #require(rendering.generationSpans)
        #expect(spans.map { String(decoding: utf8[$0], as: UTF8.self) } == ["Ö1</s>", "2</s>"])
    }

    @Test func generationSpansWithoutAPlaceAreNotGuessed() throws {
        let source = "{% macro m() %}{% generation %}x{% endgeneration %}{% endmacro %}{{ m() }}"
        let rendering = try template(source).rendering([], addGenerationPrompt: false)
        #expect(rendering.text == "x")
        #expect(rendering.generationSpans == nil)
    }

    @Test func unsupportedTagsSaySo() {
        let error = #expect(throws: TemplateError.self) { try template("{% include 'x' %}") }
        #expect(error?.kind == .unsupported)
        #expect(error?.description == "chat template:1:4: the tag 'include' is not supported")
    }
}
