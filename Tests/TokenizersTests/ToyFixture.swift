import Foundation
import Testing

@testable import Tokenizers

/// A small vocabulary of our own with the ids that Hugging Face tokenizers make with it; see `Fixtures/make_toy.py`.
struct ToyFixture: Decodable {
    struct Variant: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let cases: [Case]

        var testDescription: String { name }
    }

    struct Case: Decodable, Sendable {
        let text: String
        let ids: [Int]
        let literalIDs: [Int]?
        let completeIDs: [Int]?
        let decoded: String?
        let decodedWithoutSpecial: String?
    }

    let variants: [Variant]
    let normalizations: [[String]]

    static let data: Data = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures/toy.json")
        return (try? Data(contentsOf: url)) ?? Data()
    }()
    static let variants = (try? JSONDecoder().decode(ToyFixture.self, from: data))?.variants ?? []

    /// The `tokenizer.json` of a variant, after `edit` has changed it.
    static func json(_ variant: String, edit: (inout [String: Any]) -> Void = { _ in }) throws -> Data {
        let fixture = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let variants = fixture?["variants"] as? [[String: Any]] ?? []
        var json = fixture?["base"] as? [String: Any] ?? [:]
        let changes = variants.first { $0["name"] as? String == variant }?["changes"] as? [String: Any] ?? [:]
        for (key, value) in changes {
            guard key == "model", let settings = value as? [String: Any] else {
                json[key] = value
                continue
            }
            var model = json["model"] as? [String: Any] ?? [:]
            model.merge(settings) { $1 }
            json["model"] = model
        }
        edit(&json)
        return try JSONSerialization.data(withJSONObject: json)
    }

    static func tokenizer(
        _ variant: String = "qwen2", edit: (inout [String: Any]) -> Void = { _ in }
    ) throws -> Tokenizer {
        Tokenizer(try TokenizerDefinition(tokenizerJSON: json(variant, edit: edit)))
    }
}

extension [String: Any] {
    /// Changes one field of the object in field `key`.
    mutating func set(_ key: String, _ field: String, _ value: Any) {
        var object = self[key] as? [String: Any] ?? [:]
        object[field] = value
        self[key] = object
    }
}

/// A generator of the same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Bytes that are often, but not always, parts of UTF-8.
    mutating func bytes(count: Int) -> [UInt8] {
        (0..<count).map { _ in
            switch next() % 8 {
            case 0, 1: UInt8(ascii: " ")
            case 2, 3: UInt8.random(in: 0x61...0x7A, using: &self)
            case 4: UInt8.random(in: 0xC0...0xFF, using: &self)
            case 5, 6: UInt8.random(in: 0x80...0xBF, using: &self)
            default: UInt8.random(in: 0...0xFF, using: &self)
            }
        }
    }
}
