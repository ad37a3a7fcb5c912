import Foundation
import Testing

@testable import Tokenizers

/// Reading of `tokenizer.json` and `tokenizer_config.json`: what is taken from them, and what is refused.
struct TokenizerFileTests {
    @Test func olderFilesWriteMergesAsStrings() throws {
        let pairs = try ToyFixture.tokenizer()
        let strings = try ToyFixture.tokenizer { json in
            let merges = (json["model"] as? [String: Any])?["merges"] as? [[String]] ?? []
            json.set("model", "merges", merges.map { $0.joined(separator: " ") })
        }
        #expect(strings.definition.merges == pairs.definition.merges)
        #expect(!pairs.definition.merges.isEmpty)
    }

    @Test func configurationNamesSpecialTokens() throws {
        let configuration = """
            {"bos_token": {"content": "<|end|>", "lstrip": false}, "eos_token": "<right>", "pad_token": null,
             "add_bos_token": true, "add_eos_token": true, "model_max_length": 1e30}
            """
        let tokenizer = try Tokenizer(definition("added tokens", configuration))
        #expect(tokenizer.bosID == tokenizer.tokenID(of: "<|end|>"))
        #expect(tokenizer.eosID == tokenizer.tokenID(of: "<right>"))
        #expect(tokenizer.padID == nil)
        let ids = tokenizer.encode("ships", addSpecialTokens: true)
        #expect(ids.first == tokenizer.bosID && ids.last == tokenizer.eosID && ids.count > 2)
        #expect(tokenizer.encode("ships") == Array(ids.dropFirst().dropLast()))
    }

    @Test func configurationOverrulesTheTemplate() throws {
        let without = try Tokenizer(definition("template", #"{"bos_token": "<s>", "add_bos_token": false}"#))
        #expect(without.encode("x", addSpecialTokens: true).last == without.tokenID(of: "</s>"))
        #expect(without.encode("x", addSpecialTokens: true).first == without.tokenID(of: "x"))
        let with = try Tokenizer(definition("template", #"{"bos_token": "<s>", "add_bos_token": true}"#))
        #expect(with.definition.prefix == [with.tokenID(of: "<s>")].compactMap { $0 })
    }

    @Test func missingBytesAreListed() throws {
        #expect(try ToyFixture.tokenizer().definition.missingBytes == [])
        #expect(try ToyFixture.tokenizer("missing bytes").definition.missingBytes == Array("\n a".utf8) + [0xC3])
    }

    @Test(arguments: [
        (#"{"eos_token": "<none>"}"#, "tokenizer_config.json: eos_token"),
        (#"{"add_bos_token": true}"#, "tokenizer_config.json: add_bos_token"),
        (#"{"add_eos_token": true}"#, "tokenizer_config.json: add_eos_token"),
        (#"{"bos_token": 3}"#, "tokenizer_config.json"),
        ("[", "tokenizer_config.json"),
    ])
    func damagedConfigurationIsRefused(configuration: String, place: String) throws {
        let error = try #require(throws: TokenizerError.self) { try definition("template", configuration) }
        #expect(error.place == place)
    }

    @Test func whatWouldSplitTextDifferentlyIsRefusedByName() throws {
        try expectError("tokenizer.json: pre_tokenizer", naming: "[a-z]+") { json in
            json["pre_tokenizer"] = Self.split("[a-z]+", behavior: "Isolated")
        }
        try expectError("tokenizer.json: pre_tokenizer", naming: "Split, ByteLevel") { json in
            json["pre_tokenizer"] = Self.split(#"\p{N}"#, behavior: "Removed")
        }
        try expectError("tokenizer.json: pre_tokenizer", naming: "Whitespace") {
            $0["pre_tokenizer"] = ["type": "Whitespace"]
        }
        try expectError("tokenizer.json: pre_tokenizer", naming: "[]") { $0["pre_tokenizer"] = NSNull() }
        try expectError("tokenizer.json: pre_tokenizer", naming: "add_prefix_space") { json in
            json["pre_tokenizer"] = ["type": "ByteLevel", "add_prefix_space": true]
        }
        try expectError("tokenizer.json: normalizer", naming: "Lowercase") { $0["normalizer"] = ["type": "Lowercase"] }
        try expectError("tokenizer.json: post_processor", naming: "Bert") { $0["post_processor"] = ["type": "Bert"] }
        try expectError("tokenizer.json: decoder", naming: "null") { $0["decoder"] = NSNull() }
        try expectError("tokenizer.json: model.type", naming: "Unigram") { $0.set("model", "type", "Unigram") }
        try expectError("tokenizer.json: model.dropout", naming: "dropout") { $0.set("model", "dropout", 0.1) }
        try expectError("tokenizer.json: model.byte_fallback", naming: "byte") {
            $0.set("model", "byte_fallback", true)
            $0.set("model", "vocab", ["<0x0A>": 0])
        }
        try expectError("tokenizer.json: model.end_of_word_suffix", naming: "suffix") {
            $0.set("model", "end_of_word_suffix", "</w>")
        }
    }

    @Test func whatConvertersAddAndNothingUsesIsAccepted() throws {
        let tokenizer = try ToyFixture.tokenizer("missing bytes") { json in
            json.set("model", "byte_fallback", true)
            json["decoder"] = [
                "type": "Sequence", "decoders": [["type": "ByteFallback"], ["type": "Fuse"], ["type": "ByteLevel"]],
            ]
        }
        let ids = tokenizer.encode("the ship")
        #expect(ids == (try ToyFixture.tokenizer("missing bytes").encode("the ship")))
        #expect(tokenizer.decode(ids) == "theship")
    }

    @Test func sequencesOfOneOrNoNormalizerAreUnderstood() throws {
        let none = try ToyFixture.tokenizer { $0["normalizer"] = ["type": "Sequence", "normalizers": [Any]()] }
        #expect(none.definition.normalizer == nil)
        let one = try ToyFixture.tokenizer {
            $0["normalizer"] = ["type": "Sequence", "normalizers": [["type": "NFC"]]]
        }
        #expect(one.definition.normalizer == .nfc)
    }

    @Test func inconsistentVocabulariesAreRefused() throws {
        try expectError("tokenizer.json: model.merges[0]", naming: "zz") { $0.set("model", "merges", [["zz", "a"]]) }
        try expectError("tokenizer.json: model.merges[0]", naming: "zz") { $0.set("model", "merges", [["a", "zz"]]) }
        try expectError("tokenizer.json: model.merges[0]", naming: "not a token") {
            $0.set("model", "merges", [["z", "z"]])
        }
        try expectError("tokenizer.json: model.merges[1]", naming: "earlier") {
            $0.set("model", "merges", [["t", "h"], ["t", "h"]])
        }
        try expectError("tokenizer.json: model.merges[0]", naming: "two tokens") { $0.set("model", "merges", [["t"]]) }
        try expectError("tokenizer.json: model.merges[0]", naming: "one space") { $0.set("model", "merges", ["t  h"]) }
        try expectError("tokenizer.json: model.merges[0]", naming: "space") { $0.set("model", "merges", ["th"]) }
        try expectError("tokenizer.json: model.vocab", naming: "both have id 7") { json in
            json.set("model", "vocab", ["a": 7, "b": 7])
            json.set("model", "merges", [[String]]())
        }
        for id in [-1, 1 << 21, 1 << 40, .max, .min] {
            try expectError("tokenizer.json: model.vocab", naming: "\(id)") { $0.set("model", "vocab", ["a": id]) }
            try expectError("tokenizer.json: model.vocab", naming: "\(id)") {
                $0["added_tokens"] = [["id": id, "content": "<x>"] as [String: Any]]
            }
        }
        try expectError("tokenizer.json: model.unk_token", naming: "<unk>") { $0.set("model", "unk_token", "<unk>") }
        try expectError("tokenizer.json", naming: "model.vocab is missing") { $0["model"] = ["merges": [String]()] }
        try expectError("tokenizer.json", naming: "model.vocab") { $0.set("model", "vocab", ["a": "b"]) }
    }

    @Test func inconsistentAddedTokensAreRefused() throws {
        func added(_ id: Int, _ content: String) -> [String: Any] { ["id": id, "content": content, "special": true] }
        try expectError("tokenizer.json: added_tokens", naming: "model.vocab") {
            $0["added_tokens"] = [added(900, "a")]
        }
        try expectError("tokenizer.json: added_tokens", naming: "model.vocab") {
            $0["added_tokens"] = [added(5, "<x>")]
        }
        try expectError("tokenizer.json: model.vocab", naming: "twice") {
            $0["added_tokens"] = [added(900, "<x>"), added(901, "<x>")]
        }
        try expectError("tokenizer.json: model.vocab", naming: "twice") {
            $0["added_tokens"] = [added(900, "<x>"), added(900, "<y>")]
        }
        try expectError("tokenizer.json: model.vocab", naming: "0 bytes") { $0["added_tokens"] = [added(900, "")] }
        try expectError("tokenizer.json: model.vocab", naming: "5000 bytes") {
            $0["added_tokens"] = [added(900, String(repeating: "x", count: 5000))]
        }
        try expectError("tokenizer.json: model.vocab", naming: "1099511627776") {
            $0["added_tokens"] = [added(1 << 40, "<x>")]
        }
        try expectError("tokenizer.json: post_processor", naming: "<s>") { json in
            json["post_processor"] = ["type": "TemplateProcessing", "single": [["SpecialToken": ["id": "<s>"]]]]
        }
    }

    @Test func damagedBytesNeverTrap() throws {
        var generator = SeededGenerator(state: 41)
        let intact = try ToyFixture.json("template")
        for _ in 0..<40 {
            var damaged = intact
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(
                    in: 0x20...0x7E, using: &generator)
            }
            if Bool.random(using: &generator) {
                damaged = damaged.prefix(Int.random(in: 0..<damaged.count, using: &generator))
            }
            if let definition = try? TokenizerDefinition(tokenizerJSON: damaged) {
                _ = Tokenizer(definition).encode("The ships that pass at night", addSpecialTokens: true)
            }
        }
    }

    private static func split(_ expression: String, behavior: String) -> [String: Any] {
        let split: [String: Any] = [
            "type": "Split", "pattern": ["Regex": expression], "behavior": behavior, "invert": false,
        ]
        let byteLevel: [String: Any] = ["type": "ByteLevel", "add_prefix_space": false, "use_regex": false]
        return ["type": "Sequence", "pretokenizers": [split, byteLevel]]
    }

    private func definition(_ variant: String, _ configuration: String) throws -> TokenizerDefinition {
        try TokenizerDefinition(
            tokenizerJSON: ToyFixture.json(variant), configurationJSON: Data(configuration.utf8))
    }

    private func expectError(
        _ place: String, naming name: String, sourceLocation: SourceLocation = #_sourceLocation,
        edit: (inout [String: Any]) -> Void
    ) throws {
        let error = #expect(throws: TokenizerError.self, sourceLocation: sourceLocation) {
            try ToyFixture.tokenizer(edit: edit)
        }
        #expect(error?.place == place, sourceLocation: sourceLocation)
        #expect(
            error?.description.contains(name) == true, "\(error?.description ?? "")", sourceLocation: sourceLocation)
    }
}
