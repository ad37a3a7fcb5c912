import Foundation

@testable import ChatTemplates

/// A fetched template with what transformers renders from it.
struct ReferenceModel {
    enum Outcome {
        case identical
        case refused(TemplateError)
        case different(String)
    }

    static let areFetched = FileManager.default.fileExists(atPath: Fixtures.fetched.path)

    static let main = [
        "smollm2", "deepseek-r1-distill-qwen", "deepseek-r1-distill-prefilled", "qwen3", "llama3", "llama3.2",
    ].filter { FileManager.default.fileExists(atPath: Fixtures.fetched.appending(path: "\($0).jinja").path) }

    static let others: [String] = {
        let folder = Fixtures.fetched.appending(path: "others")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".jinja") }.map { String($0.dropLast(6)) }.sorted()
    }()

    let source: String
    private let reference: JinjaValue
    let bosToken: String?
    let eosToken: String?

    init(_ name: String) throws {
        let file = Fixtures.fetched.appending(path: name + ".jinja")
        source = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        reference = try Fixtures.json(Fixtures.fetched.appending(path: name + ".jinja.json"))
        bosToken = reference["bos_token"]?.text
        eosToken = reference["eos_token"]?.text
    }

    var template: ChatTemplate {
        get throws { try ChatTemplate(source: source, bosToken: bosToken, eosToken: eosToken, clock: fixedClock) }
    }

    var chats: [JinjaValue] { reference["chats"]?.elements ?? [] }
    var continued: [JinjaValue] { reference["continued"]?.elements ?? [] }
    var withTools: [JinjaValue] { reference["with_tools"]?.elements ?? [] }
    var thinkingOff: [JinjaValue] { reference["thinking_off"]?.elements ?? [] }

    func messages(_ row: JinjaValue) -> [ChatMessage] {
        (row["messages"]?.elements ?? []).map {
            ChatMessage(
                role: $0["role"]?.text ?? "", content: $0["content"]?.text ?? "",
                reasoning: $0["reasoning_content"]?.text)
        }
    }

    /// Compares all rows, with and without tools; the first difference counts.
    func outcome() throws -> Outcome {
        let template = Result { () throws(TemplateError) in try JinjaTemplate(source) }
        var refusal: TemplateError?
        for row in chats + withTools {
            let expected = row["output"]?.text
            switch render(row, with: template) {
            case .success(let text):
                if expected.map({ text.utf8.elementsEqual($0.utf8) }) != true {
                    return .different("\(row)\nrendered: \(text.debugDescription)")
                }
            case .failure(let error) where error.kind == .unsupported: refusal = error
            case .failure(let error):
                if expected != nil { return .different("\(error): \(row)") }
            }
        }
        return refusal.map(Outcome.refused) ?? .identical
    }

    /// Renders a row with everything that it names, tools and tool calls too.
    private func render(
        _ row: JinjaValue, with template: Result<JinjaTemplate, TemplateError>
    ) -> Result<String, TemplateError> {
        var variables = row.variables
        variables["output"] = nil
        variables["error"] = nil
        variables["documents"] = JinjaValue.none
        variables["tools"] = row["tools"] ?? JinjaValue.none
        variables["bos_token"] = bosToken.map { .string($0) }
        variables["eos_token"] = eosToken.map { .string($0) }
        return Result { () throws(TemplateError) in
            try template.get().render(variables, clock: fixedClock).text
        }
    }
}
