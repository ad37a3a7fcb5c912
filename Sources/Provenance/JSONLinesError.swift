/// A line of a JSON Lines file that does not hold what it should.
package struct JSONLinesError: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    /// The line's number, from 1.
    package let line: Int
    package let cause: String

    init(path: String, line: Int, _ error: any Error) {
        self.path = path
        self.line = line
        self.cause = Self.cause(of: error)
    }

    package var description: String {
        "\(path):\(line): \(cause). Correct the line, or remove it to go on without that record."
    }

    private static func cause(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context):
            return "no '\(path(context.codingPath + [key]))'"
        case .valueNotFound(let type, let context):
            return "'\(path(context.codingPath))' is null, expected \(type)"
        case .typeMismatch(let type, let context):
            let place = context.codingPath.isEmpty ? "the line" : "'\(path(context.codingPath))'"
            return "\(place) is of another type, expected \(type)"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            return "not valid JSON: \(context.underlyingError.map { "\($0)" } ?? context.debugDescription)"
        case .dataCorrupted(let context):
            return "'\(path(context.codingPath))': \(context.debugDescription)"
        @unknown default:
            return "\(error)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
