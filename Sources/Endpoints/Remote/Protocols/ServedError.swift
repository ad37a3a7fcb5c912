import Foundation

/// What a server says is wrong, in any of the forms that are in use.
///
/// `{"error": {"message", "type", "param", "code"}}` is OpenAI's form; others put the message at the top, under `detail`, or
/// make `error` a string.
struct ServedError: Sendable, Hashable, Decodable {
    let message: String
    /// A word, such as `insufficient_quota`, or a status in digits.
    let code: String?
    /// The field of the request that is at fault.
    let field: String?

    /// Reads a body that says of itself that it is an error; nil for any other.
    init?(in body: Data) {
        guard let error = try? JSONDecoder().decode(ServedError.self, from: body) else { return nil }
        self = error
    }

    /// Reads the body of an answer whose status says that it is an error.
    init(body: Data) {
        let text = body.isEmpty ? "no message" : String(decoding: body, as: UTF8.self)
        self = ServedError(in: body) ?? ServedError(message: text)
    }

    init(message: String, code: String? = nil) {
        self.message = message
        self.code = code
        field = nil
    }

    init(from decoder: any Decoder) throws {
        let top = try decoder.container(keyedBy: Key.self)
        if let error = try? top.nestedContainer(keyedBy: Key.self, forKey: .error) {
            message = (try? error.decode(String.self, forKey: .message)) ?? "no message"
            code = Self.word(in: error, .code) ?? Self.word(in: error, .type)
            field = try? error.decode(String.self, forKey: .param)
        } else if let text = try? top.decode(String.self, forKey: .error) {
            message = text
            code = Self.word(in: top, .code)
            field = nil
        } else if (try? top.decode(String.self, forKey: .object)) == "error" || Self.word(in: top, .type) == "error" {
            message = (try? top.decode(String.self, forKey: .message)) ?? "no message"
            code = Self.word(in: top, .code)
            field = try? top.decode(String.self, forKey: .param)
        } else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "expected an error"))
        }
    }

    /// The status that the error stands for where it comes in an answer of status 200.
    var status: Int {
        switch code {
        case "rate_limit_exceeded", "insufficient_quota": 429
        case "invalid_api_key": 401
        default: code.flatMap { Int($0) }.flatMap { (400..<600).contains($0) ? $0 : nil } ?? 500
        }
    }

    /// Whether the server does not take the field, as opposed to its value.
    func isAbout(_ name: String) -> Bool {
        let text = message.lowercased()
        let isRefusal = Self.refusals.contains { text.contains($0) }
        guard isRefusal || code == "unsupported_parameter" || code == "unsupported_value" else { return false }
        return field == name || ["'\(name)'", "\"\(name)\"", "`\(name)`"].contains { text.contains($0) }
    }

    private static let refusals = [
        "unsupported", "not support", "unknown", "unrecognized", "unexpected", "not permitted", "not allowed", "extra",
    ]

    private enum Key: String, CodingKey { case error, message, code, type, param, object }

    private static func word(in container: KeyedDecodingContainer<Key>, _ key: Key) -> String? {
        (try? container.decode(String.self, forKey: key))
            ?? (try? container.decode(Int.self, forKey: key)).map { "\($0)" }
    }
}
