import Foundation

extension EndpointReference.API {
    /// What the body of a whole answer says.
    ///
    /// - Throws: an `AttemptFailure` for an error that came in place of an answer, and for anything that is not what the
    ///   protocol says.
    func parts(ofAnswer body: Data) throws(AttemptFailure) -> [AnswerPart] {
        try decode(body) { (decoder) throws in
            switch self {
            case .chat: try decoder.decode(ChatCompletion.self, from: body).parts()
            case .completions: try decoder.decode(TextCompletion.self, from: body).parts()
            case .responses: try decoder.decode(ResponseObject.self, from: body).parts()
            }
        }
    }

    /// What one event of a stream says.
    func parts(ofEvent data: Data) throws(AttemptFailure) -> [AnswerPart] {
        try decode(data) { (decoder) throws in
            switch self {
            case .chat: try decoder.decode(ChatCompletion.self, from: data).chunkParts()
            case .completions: try decoder.decode(TextCompletion.self, from: data).chunkParts()
            case .responses: try decoder.decode(ResponseEvent.self, from: data).parts()
            }
        }
    }

    private func decode(
        _ data: Data, _ parts: (JSONDecoder) throws -> [AnswerPart]
    ) throws(AttemptFailure) -> [AnswerPart] {
        if let error = ServedError(in: data) { throw AttemptFailure(status: error.status, error) }
        do {
            return try parts(JSONDecoder())
        } catch let failure as AttemptFailure {
            throw failure
        } catch {
            throw .malformed(
                "\(Self.place(of: error)); found '\(String(decoding: data.prefix(FailureMessage.readLength), as: UTF8.self))'"
            )
        }
    }

    /// Where a body departs from the protocol.
    private static func place(of error: any Error) -> String {
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            (context.codingPath + (last.map { [$0] } ?? [])).map { $0.intValue.map(String.init) ?? $0.stringValue }
                .joined(separator: ".")
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): "expected '\(path(context, key))'"
        case .valueNotFound(_, let context): "expected a value in '\(path(context))', not null"
        case .typeMismatch(let type, let context): "expected \(type) in '\(path(context))'"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty: "cannot read '\(path(context))'"
        default: "expected JSON"
        }
    }
}
