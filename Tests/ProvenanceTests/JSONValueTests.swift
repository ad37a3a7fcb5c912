import Foundation
import Testing

@testable import Provenance

struct JSONValueTests {
    private struct Sample: Encodable {
        let name: String
        let rate: Double
        let count: Int
        let flags: [Bool]
        let nothing: String?
        let inner: [String: Int]
    }

    private let sample = Sample(
        name: "a/b", rate: 2e-3, count: 3, flags: [true, false], nothing: nil, inner: ["x": 1])

    @Test func aValueKeepsItsCanonicalSpelling() throws {
        let value = try JSONValue(encoding: sample)
        let text = try CanonicalJSON.string(value)
        let expected = try CanonicalJSON.string(sample)
        #expect(text == expected)
        let again = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(again == value)
    }

    @Test func truthIsNoNumber() throws {
        let values = try JSONDecoder().decode([JSONValue].self, from: Data("[true, 1, 1.5, null, \"1\"]".utf8))
        #expect(values == [.bool(true), .number(1), .number(1.5), .null, .string("1")])
        #expect(values.map(\.description) == ["true", "1", "1.5", "null", "\"1\""])
    }

    @Test func leavesAreNamedByTheirPaths() throws {
        let leaves = try JSONValue(encoding: sample).leaves
        #expect(Set(leaves.keys) == ["name", "rate", "count", "flags.0", "flags.1", "inner.x"])
        #expect(leaves["flags.1"] == .bool(false))
        #expect(JSONValue.object(["a": .array([]), "b": .object([:])]).leaves.count == 2, "what is empty counts")
    }
}
