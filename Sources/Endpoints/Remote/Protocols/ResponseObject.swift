/// The answer to `POST /responses`.
struct ResponseObject: Decodable {
    let model: String?
    let status: String
    let output: [Item]
    let incompleteDetails: IncompleteDetails?
    let error: Trouble?
    let usage: ServedUsage?

    /// `message`, `reasoning`, or something that was not asked for, such as a tool's call.
    struct Item: Decodable {
        let type: String
        let content: [Text]?
        /// What a service shows of reasoning that it keeps to itself.
        let summary: [Text]?
    }

    /// `output_text`, `refusal`, `reasoning_text` or `summary_text`.
    struct Text: Decodable {
        let type: String
        let text: String?
        let refusal: String?
        let logprobs: [ChatCompletion.LogProbabilities.Token]?
    }

    struct IncompleteDetails: Decodable { let reason: String? }

    struct Trouble: Decodable {
        let code: String?
        let message: String?
    }

    private enum CodingKeys: String, CodingKey {
        case model, status, output, error, usage
        case incompleteDetails = "incomplete_details"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try? container.decode(String.self, forKey: .model)
        status = try container.decode(String.self, forKey: .status)
        output = try container.decode([Item].self, forKey: .output)
        incompleteDetails = try container.decodeIfPresent(IncompleteDetails.self, forKey: .incompleteDetails)
        error = try container.decodeIfPresent(Trouble.self, forKey: .error)
        usage = try? container.decode(ServedUsage.self, forKey: .usage)
    }
}

extension ResponseObject {
    /// What a whole answer says.
    func parts() throws(AttemptFailure) -> [AnswerPart] {
        var parts: [AnswerPart] = []
        for item in output { parts += try item.parts() }
        return parts + [.ending(try ending())] + closingParts
    }

    /// What an answer says besides its text.
    var closingParts: [AnswerPart] {
        (model.map { [.model($0)] } ?? []) + (usage.map { [.usage($0.counts)] } ?? [])
    }

    func ending() throws(AttemptFailure) -> ChatReply.Ending {
        switch (status, incompleteDetails?.reason) {
        case ("completed", _): return .stop
        case ("incomplete", "max_output_tokens"): return .length
        case ("incomplete", "content_filter"): return .refused
        case ("failed", _):
            let error = ServedError(message: error?.message ?? "the response failed", code: error?.code)
            throw AttemptFailure(status: error.status, error)
        case (_, let reason):
            throw .malformed(
                "expected a response that is completed or incomplete, found '\(status)' "
                    + (reason.map { "because of '\($0)'" } ?? "without a reason"))
        }
    }
}

extension ResponseObject.Item {
    fileprivate func parts() throws(AttemptFailure) -> [AnswerPart] {
        switch type {
        case "reasoning":
            // The reasoning itself where it is shown, or else its summary.
            let texts = content.flatMap { $0.isEmpty ? nil : $0 } ?? summary ?? []
            return texts.compactMap(\.text).flatMap { [.reasoningBreak, .reasoning($0)] }
        case "message":
            guard let content else { throw .malformed("expected 'content' in a message, found none") }
            var parts: [AnswerPart] = []
            for text in content { parts += try text.parts() }
            return parts
        default: throw .malformed("expected a message, found an output of type '\(type)'")
        }
    }
}

extension ResponseObject.Text {
    fileprivate func parts() throws(AttemptFailure) -> [AnswerPart] {
        if type == "refusal" { return [.refusal(refusal ?? "no reason given")] }
        guard let text else { throw .malformed("expected 'text' in a part of type '\(type)', found none") }
        let tokens = logprobs.flatMap { $0.isEmpty ? nil : $0 } ?? []
        return [.content(text)]
            + (tokens.isEmpty
                ? [] : [.logProbabilities(tokens.map { .init(token: $0.token, logProbability: $0.logprob) })])
    }
}
