import Foundation
import Testing

@testable import ChatTemplates

/// Templates of published models against transformers (`Fixtures/make_reference.py`, which fetches them).
@Suite(.enabled(if: ReferenceModel.areFetched, "run Fixtures/make_reference.py to fetch the templates"))
struct ReferenceTests {
    @Test(arguments: ReferenceModel.main)
    func conversationsRenderAsInTransformers(_ name: String) throws {
        let model = try ReferenceModel(name)
        #expect(model.chats.count >= 60)
        for row in model.chats {
            let prompted = row["add_generation_prompt"] == .bool(true)
            let expected = row["output"]?.text
            let rendered = try? model.template.render(model.messages(row), addGenerationPrompt: prompted)
            #expect(rendered.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(row)")
        }
    }

    @Test(arguments: ReferenceModel.main)
    func finalMessagesContinueAsInTransformers(_ name: String) throws {
        let model = try ReferenceModel(name)
        #expect(model.continued.count >= 7)
        for row in model.continued {
            let rendered = try? model.template.renderContinuingFinalMessage(model.messages(row))
            #expect(rendered == row["output"]?.text, "\(row)")
        }
    }

    @Test(arguments: ReferenceModel.main)
    func variablesReachTheTemplate(_ name: String) throws {
        let model = try ReferenceModel(name)
        for row in model.thinkingOff {
            let rendered = try model.template.render(
                model.messages(row), addGenerationPrompt: true, variables: ["enable_thinking": false])
            #expect(rendered == row["output"]?.text)
        }
    }

    /// Templates that mark what the assistant writes mark the same text as in transformers.
    @Test func generationSpansAreThoseOfTransformers() throws {
        var compared = 0
        for name in ReferenceModel.others {
            let model = try ReferenceModel("others/" + name)
            for row in model.chats {
                guard let spans = row["spans"]?.elements, let text = row["output"]?.text else { continue }
                let scalars = Array(text.unicodeScalars)
                let expected = spans.map { span in
                    let bounds = span.elements.compactMap(\.integer)
                    return String(scalars: scalars[bounds[0]..<bounds[1]])
                }
                let rendering = try model.template.rendering(model.messages(row), addGenerationPrompt: false)
                let utf8 = Array(rendering.text.utf8)
                let marked = rendering.generationSpans?.map { String(decoding: utf8[$0], as: UTF8.self) }
                #expect(marked == expected, "\(name): \(row)")
                compared += 1
            }
        }
        #expect(compared > 500)
    }

    /// Every other template at hand, its tools and tool calls too, is rendered the same or refused with a reason.
    @Test func otherTemplatesRenderIdentically() throws {
        var counts = (identical: 0, refused: [String: String]())
        for name in ReferenceModel.others {
            switch try ReferenceModel("others/" + name).outcome() {
            case .identical: counts.identical += 1
            case .refused(let error): counts.refused[name] = error.description
            case .different(let row): Issue.record("\(name) renders differently: \(row)")
            }
        }
        print("other templates: \(counts.identical) identical, refused: \(counts.refused)")
        #expect(counts.identical >= ReferenceModel.others.count * 9 / 10)
    }
}
