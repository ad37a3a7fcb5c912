import Foundation

/// Any JSON value, for documents whose shape is someone else's.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The JSON that `value` is encoded as.
    package init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: CanonicalJSON.data(value))
    }

    /// The scalars within, each with the keys and indices that lead to it: `conditions.0.name`.
    ///
    /// An empty array or object counts as a scalar.
    package var leaves: [String: JSONValue] {
        var leaves: [String: JSONValue] = [:]
        collect(into: &leaves, path: "")
        return leaves
    }

    private func collect(into leaves: inout [String: JSONValue], path: String) {
        func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
        switch self {
        case .object(let members) where !members.isEmpty:
            for (key, value) in members { value.collect(into: &leaves, path: inner(key)) }
        case .array(let items) where !items.isEmpty:
            for (index, value) in items.enumerated() { value.collect(into: &leaves, path: inner("\(index)")) }
        default: leaves[path] = self
        }
    }
}

extension JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            // A whole number keeps its spelling without a point.
            if let whole = Int(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON.
    package var description: String { (try? CanonicalJSON.string(self)) ?? "?" }
}
