import Foundation
import Testing

@testable import Provenance

/// The record whose canonical JSON the fixture holds.
struct CanonicalRecord: Codable {
    struct Nested: Codable {
        let b: [Int]
        let a: [String: Int]
        let capital: Int
        let umlaut: Int
        let hyphen: Int
        let underscore: Int

        enum CodingKeys: String, CodingKey {
            case b, a
            case capital = "B"
            case umlaut = "ä"
            case hyphen = "a-b"
            case underscore = "a_b"
        }
    }

    let id: String
    let prompt: String
    let count: Int
    let rate: Double
    let whole: Double
    let flags: [Bool]
    let none: Bool?
    let nested: Nested

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(prompt, forKey: .prompt)
        try container.encode(count, forKey: .count)
        try container.encode(rate, forKey: .rate)
        try container.encode(whole, forKey: .whole)
        try container.encode(flags, forKey: .flags)
        try container.encodeNil(forKey: .none)
        try container.encode(nested, forKey: .nested)
    }
}

@Suite struct DigestTests {
    /// FIPS 180-4's examples.
    @Test func digestsAreSHA256() {
        #expect(
            SHA256Digest(ofUTF8: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256Digest(of: Data()).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256Digest(ofUTF8: "abc").short == "ba7816bf8f01")
    }

    @Test func aFileHasTheDigestOfItsContent() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "weights")
        let content = Data((0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        try content.write(to: file)
        #expect(try SHA256Digest(ofFile: file) == SHA256Digest(of: content))
        try Data().write(to: file)
        #expect(try SHA256Digest(ofFile: file) == SHA256Digest(of: Data()))
        let error = #expect(throws: FileError.self) { try SHA256Digest(ofFile: folder.url.appending(path: "none")) }
        #expect(error?.cause == "cannot open: No such file or directory")
    }

    @Test func hexadecimalReadsBack() throws {
        let digest = SHA256Digest(ofUTF8: "abc")
        #expect(SHA256Digest(hex: digest.hex) == digest)
        #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
        #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(SHA256Digest(hex: String(digest.hex.dropLast()) + "g") == nil)
        let coded = try JSONEncoder().encode([digest])
        #expect(String(decoding: coded, as: UTF8.self) == "[\"\(digest.hex)\"]")
        #expect(try JSONDecoder().decode([SHA256Digest].self, from: coded) == [digest])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SHA256Digest].self, from: Data("[\"abc\"]".utf8))
        }
    }

    @Test func canonicalJSONAgreesWithThePythonPackage() throws {
        let fact = try Facts.load().canonical
        #expect(try CanonicalJSON.string(fact.value) == fact.text)
        #expect(try SHA256Digest(ofCanonicalJSON: fact.value) == SHA256Digest(ofUTF8: fact.text))
    }

    @Test func canonicalJSONDoesNotDependOnInsertionOrder() throws {
        let names = (0..<100).map { "key-\($0)" }
        let forward = Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
        let backward = Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, 1) })
        #expect(try CanonicalJSON.data(forward) == CanonicalJSON.data(backward))
        #expect(try CanonicalJSON.string(["a": 1, "B": 2]) == #"{"B":2,"a":1}"#)
        #expect(throws: EncodingError.self) { try CanonicalJSON.data([Double.nan]) }
    }
}
