import Foundation
import Provenance
import Testing

@testable import Viewer

@Suite struct JSONSliceTests {
    private static func withSlice<Value>(_ text: String, _ body: (JSONSlice) throws -> Value) rethrows -> Value {
        try Array(text.utf8).withUnsafeBytes { try body(JSONSlice(bytes: $0)) }
    }

    @Test func membersAreFoundWhereverTheyStand() {
        let text = #" {"a" : {"id": 1, "]": "}"}, "b":[1,[2,{"id":3}],"\"]"] , "id":"x\"y" , "n":-1.5e3} "#
        Self.withSlice(text.trimmingCharacters(in: .whitespaces)) { slice in
            let members = slice.members("id", "n", "none", "b")
            #expect(members?[0]?.string == "x\"y")
            #expect(members?[1].map { Array($0.bytes) } == Array("-1.5e3".utf8))
            #expect(members?.count == 4)
            #expect(members?[2] == nil)
            var elements = 0
            #expect(members?[3]?.forEachElement { _ in elements += 1 } == true)
            #expect(elements == 3)
        }
    }

    @Test(arguments: [
        "", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\":1}x",
        "{\"a\":\"b}", "[",
        "{\"a\":[1}", "{a:1}", "{\"a\" 1}", "{\"a\":\"\\\"}", "{,}", "null", "\"\\",
    ])
    func whatIsNoWholeObjectHasNoMembers(text: String) {
        let isObject = Self.withSlice(text) { $0.members("a") != nil }
        #expect(!isObject)
    }

    @Test(arguments: ["[1,2]": 1..<2, "[0,0]": 0..<0, "[ 3 , 9 ]": 3..<9])
    func rangesAreRead(text: String, range: Range<Int>) {
        #expect(Self.withSlice(text) { $0.range } == range)
    }

    @Test(arguments: ["[2,1]", "[1]", "[1,2,3]", "[a,b]", "[1.5,2]", "{}", "[1,99999999999999999999]", ""])
    func whatIsNoRangeIsNone(text: String) {
        #expect(Self.withSlice(text) { $0.range } == nil)
    }

    /// Against Foundation's parser: the same values in whole objects, and in bytes that are damaged no crash.
    @Test func randomObjectsAreReadAsFoundationReadsThem() throws {
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "json", recordID: "")
        for _ in 0..<300 {
            let object = ["id": JSONValue.random(depth: 0, &generator), "other": .random(depth: 3, &generator)]
            let text = try CanonicalJSON.string(object)
            let expected = try JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))
            Self.withSlice(text) { slice in
                let members = slice.members("id", "other")
                #expect(members?[0].flatMap(\.value) == expected["id"])
                #expect(members?[1].flatMap(\.value) == expected["other"])
            }
            var bytes = Array(text.utf8)
            for _ in 0..<5 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                bytes.withUnsafeBytes { _ = JSONSlice(bytes: $0).members("id", "other")?[1]?.value }
            }
        }
    }
}

extension JSONSlice {
    fileprivate var value: JSONValue? {
        string.map(JSONValue.string) ?? (try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)))
    }
}

extension JSONValue {
    fileprivate static func random(depth: Int, _ generator: inout CounterBasedGenerator) -> JSONValue {
        let text = String(
            (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                "a\"\\é🙂{}[],:\n\u{1}".randomElement(using: &generator) ?? "b"
            })
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .number(Double(Int.random(in: -1_000...1_000, using: &generator)) / 8)
        case 4: return .array((0..<3).map { _ in random(depth: depth - 1, &generator) })
        case 5: return .object([text: random(depth: depth - 1, &generator), "id": .string(text)])
        default: return .string(text)
        }
    }
}
