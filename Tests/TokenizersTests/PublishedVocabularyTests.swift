import Foundation
import Testing

@testable import Tokenizers

/// Agreement with Hugging Face tokenizers over tens of megabytes, for the vocabularies of published models; the files
/// are made by `Fixtures/make_reference.py` and too large (and not ours) to commit.
@Suite(.enabled(if: ReferenceCases.exist, "run Fixtures/make_reference.py first"))
struct PublishedVocabularyTests {
    @Test(arguments: ReferenceCases.names)
    func idsAndTextAgreeWithHuggingFace(name: String) throws {
        let tokenizer = Tokenizer(try TokenizerDefinition(tokenizerJSON: ReferenceCases.data("\(name).json")))
        var documents = 0
        var bytes = 0
        for document in try ReferenceCases(name) {
            documents += 1
            bytes += document.text.count
            let ids = tokenizer.encode(document.text)
            try #require(ids == document.ids, "document \(documents): \(difference(tokenizer, ids, document.ids))")
            if document.text.contains(UInt8(ascii: "<")) {
                let literal = tokenizer.encode(document.text, parseSpecialTokens: false)
                try #require(literal == document.literalIDs, "document \(documents) without special tokens")
            }
            try #require(Array(tokenizer.decode(document.sample).utf8) == document.decoded)
            try #require(
                Array(tokenizer.decode(document.sample, skipSpecialTokens: true).utf8) == document.decodedWithoutSpecial
            )
            if tokenizer.definition.normalizer == nil {
                let missing = Set(tokenizer.definition.missingBytes)
                try #require(tokenizer.decodeBytes(ids) == document.text.filter { !missing.contains($0) })
            }
        }
        #expect(bytes > 10_000_000)
    }

    @Test(arguments: ["smollm2": "smollm2-smollm", "deepseek-r1-distill-qwen": "deepseek-r1-distill-qwen-qwen2"])
    func ggufArraysDefineTheSameTokenizer(gguf: String, json: String) throws {
        let metadata = try JSONDecoder().decode(GGUFArrays.self, from: ReferenceCases.data("\(gguf).gguf.json"))
        let fromGGUF = try metadata.definition
        let fromJSON = try TokenizerDefinition(tokenizerJSON: ReferenceCases.data("\(json).json"))
        #expect(fromGGUF.preTokenizer == fromJSON.preTokenizer)
        #expect(fromGGUF.merges == fromJSON.merges)
        #expect(fromGGUF.addedTokens.sorted { $0.id < $1.id } == fromJSON.addedTokens.sorted { $0.id < $1.id })
        #expect(fromGGUF.vocabulary.count == metadata.tokens.count)
        for id in 0..<fromGGUF.vocabulary.count {
            try #require(fromGGUF.vocabulary.bytes(of: id) == fromJSON.vocabulary.bytes(of: id))
        }
        let ids = Tokenizer(fromGGUF).encode("Hi", addSpecialTokens: true)
        #expect((ids.first == metadata.bosID) == metadata.addsBOS)
    }

    @Test(arguments: ["a", "字", " ", "1"])
    func fourTimesAsMuchOfOneLetterTakesFourTimesAsLong(letter: String) throws {
        let tokenizer = Tokenizer(
            try TokenizerDefinition(tokenizerJSON: ReferenceCases.data("deepseek-r1-distill-qwen-qwen2.json")))
        /// Seconds of the processor, which other programs do not lengthen.
        func shortest(bytes: Int) -> Double {
            let text = String(repeating: letter, count: bytes / letter.utf8.count)
            return (0..<5).map { _ in
                let start = threadSeconds()
                _ = tokenizer.encode(text)
                return threadSeconds() - start
            }.min() ?? 0
        }
        let (short, long) = (shortest(bytes: 250_000), shortest(bytes: 1_000_000))
        // Quadratic time would be 16 times as long.
        #expect(long < short * 8, "\(short) and \(long)")
        #expect(long < 2)
    }

    private func difference(_ tokenizer: Tokenizer, _ ids: [Int], _ expected: [Int]) -> String {
        let index = zip(ids, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        let start = max(0, index - 3)
        let found = tokenizer.decode(ids[start..<min(ids.count, index + 5)])
        let wanted = tokenizer.decode(expected[start..<min(expected.count, index + 5)])
        return "at \(index): \(ids[start...].prefix(8)) \(found.debugDescription), "
            + "expected \(expected[start...].prefix(8)) \(wanted.debugDescription)"
    }
}

/// The arrays of a GGUF file, as `make_reference.py` dumps them.
private struct GGUFArrays: Decodable {
    let tokens: [String]
    let tokenTypes: [Int32]
    let merges: [String]
    let preTokenizer: String
    let bosID: Int?
    let eosID: Int?
    let padID: Int?
    let addsBOS: Bool

    var definition: TokenizerDefinition {
        get throws {
            try TokenizerDefinition(
                tokens: tokens, tokenTypes: tokenTypes, merges: merges, preTokenizer: preTokenizer, bosID: bosID,
                eosID: eosID, padID: padID, addsBOS: addsBOS)
        }
    }
}

/// The documents of one `.cases` file, in order.
struct ReferenceCases: Sequence, IteratorProtocol {
    struct Document {
        let text: [UInt8]
        let ids: [Int]
        /// With special tokens as ordinary text; only if there is a `<`.
        let literalIDs: [Int]
        let sample: [Int]
        let decoded: [UInt8]
        let decodedWithoutSpecial: [UInt8]
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../.deps/fixtures/tokenizers").standardizedFileURL
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".cases") }.map { String($0.dropLast(".cases".count)) }.sorted()
    static var exist: Bool { !names.isEmpty }

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(name), options: .mappedIfSafe)
    }

    private let contents: Data
    private var offset = 0

    init(_ name: String) throws { contents = try Self.data("\(name).cases") }

    mutating func next() -> Document? {
        guard offset < contents.count else { return nil }
        return Document(
            text: readBytes(), ids: readIDs(), literalIDs: readIDs(), sample: readIDs(), decoded: readBytes(),
            decodedWithoutSpecial: readBytes())
    }

    private mutating func readCount() -> Int {
        defer { offset += 4 }
        return contents.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }

    private mutating func readBytes() -> [UInt8] {
        let count = readCount()
        defer { offset += count }
        return Array(contents[offset..<(offset + count)])
    }

    private mutating func readIDs() -> [Int] {
        let count = readCount()
        defer { offset += 4 * count }
        return contents.withUnsafeBytes { raw in
            (0..<count).map { Int(raw.loadUnaligned(fromByteOffset: offset + 4 * $0, as: UInt32.self)) }
        }
    }
}

private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
