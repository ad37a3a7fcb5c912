import Foundation

@testable import Experiments

/// A part of the JSON Schema of experiment files, as far as the tests look into it.
struct SchemaNode: Decodable {
    let description: String?
    let properties: [String: SchemaNode]
    let required: [String]
    let forbidsOtherKeys: Bool
    let defaultValue: Value?
    /// What the values of keys of any name must be: one node, or none.
    let additional: [SchemaNode]
    private let alternatives: [SchemaNode]
    private let reference: String?
    private let definitions: [String: SchemaNode]

    /// The whole schema.
    static func experiment() throws -> SchemaNode {
        try JSONDecoder().decode(SchemaNode.self, from: Data(ExperimentFile.schema.utf8))
    }

    /// A default: a scalar as it is written in YAML.
    struct Value: Decodable {
        let yaml: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                yaml = String(flag)
            } else if let number = try? container.decode(Double.self) {
                yaml = number == number.rounded() ? String(Int(number)) : String(number)
            } else {
                yaml = try container.decode(String.self)
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case description, properties, required, additionalProperties, anyOf
        case defaultValue = "default"
        case reference = "$ref"
        case definitions = "$defs"
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        description = try keys.decodeIfPresent(String.self, forKey: .description)
        properties = try keys.decodeIfPresent([String: SchemaNode].self, forKey: .properties) ?? [:]
        required = try keys.decodeIfPresent([String].self, forKey: .required) ?? []
        if let isAllowed = try? keys.decode(Bool.self, forKey: .additionalProperties) {
            forbidsOtherKeys = !isAllowed
            additional = []
        } else {
            forbidsOtherKeys = false
            additional = try keys.decodeIfPresent(SchemaNode.self, forKey: .additionalProperties).map { [$0] } ?? []
        }
        // Beside keys, anyOf only says which of them are needed.
        alternatives = properties.isEmpty ? try keys.decodeIfPresent([SchemaNode].self, forKey: .anyOf) ?? [] : []
        defaultValue = try keys.decodeIfPresent(Value.self, forKey: .defaultValue)
        reference = try keys.decodeIfPresent(String.self, forKey: .reference)
        definitions = try keys.decodeIfPresent([String: SchemaNode].self, forKey: .definitions) ?? [:]
    }

    /// The node itself, what it refers to, and its alternatives, as far as they describe groups.
    func groups(in root: SchemaNode) -> [SchemaNode] {
        let target = reference.flatMap { root.definitions[$0.replacing("#/$defs/", with: "")] }
        let nested = ([target].compactMap { $0 } + alternatives).flatMap { $0.groups(in: root) }
        return (properties.isEmpty && additional.isEmpty ? [] : [self]) + nested
    }

    /// What is said of the value of a key of this group.
    func value(of key: String) -> SchemaNode? { properties[key] ?? additional.first }

    /// Every named key below this node, with what is said of it.
    var keys: [(name: String, node: SchemaNode)] {
        let inner = properties.values + additional + alternatives + definitions.values
        return properties.map { ($0.key, $0.value) } + inner.flatMap(\.keys)
    }
}
