import Testing

@testable import Tokenizers

/// Tokenizers from the arrays of a GGUF file, and the canonical form of any definition.
struct TokenizerDefinitionTests {
    private let bytes = ByteLevelAlphabet.scalars.map { String($0) }

    private func definition(
        tokens: [String] = [], types: [Int32] = [], merges: [String] = [], preTokenizer: String = "gpt-2",
        bosID: Int? = nil, eosID: Int? = nil, padID: Int? = nil, addsBOS: Bool = false, normalizer: Normalizer? = nil
    ) throws -> TokenizerDefinition {
        try TokenizerDefinition(
            tokens: bytes + tokens, tokenTypes: [Int32](repeating: 1, count: 256) + types, merges: merges,
            preTokenizer: preTokenizer, bosID: bosID, eosID: eosID, padID: padID, addsBOS: addsBOS,
            normalizer: normalizer)
    }

    @Test func tokenTypesSayWhatIsFoundInText() throws {
        let tokenizer = Tokenizer(
            try definition(
                tokens: ["<eos>", "<think>", "[PAD]", "<unk>", "ab"], types: [3, 4, 5, 2, 1], merges: ["a b"],
                bosID: 256, eosID: 256, padID: 259, addsBOS: true))
        #expect(tokenizer.encode("ab<eos><think>", addSpecialTokens: true) == [256, 260, 256, 257])
        #expect(tokenizer.encode("[PAD]") == Array("[PAD]".utf8).map { Int($0) })
        #expect(tokenizer.encode("<unk>") == [259])
        #expect(tokenizer.encode("<eos>", parseSpecialTokens: false).count == 5)
        #expect(tokenizer.encode("<think>", parseSpecialTokens: false) == [257])
        #expect(tokenizer.decode([260, 256, 258, 257]) == "ab<eos><think>")
        #expect(tokenizer.decode([260, 256, 258, 257], skipSpecialTokens: true) == "ab<think>")
        #expect(tokenizer.vocabularySize == 261)
        #expect((tokenizer.bosID, tokenizer.eosID, tokenizer.padID) == (256, 256, 259))
    }

    @Test func addedTokensAreTextAndNotSpellings() throws {
        let tokenizer = Tokenizer(try definition(tokens: ["<｜Ġ｜>", "é"], types: [3, 4]))
        #expect(tokenizer.encode("<｜Ġ｜>é") == [256, 257])
        #expect(tokenizer.decode([256, 257]) == "<｜Ġ｜>é")
    }

    @Test(arguments: [
        "gpt-2": PreTokenizer.gpt2, "smollm": .smollm, "llama-bpe": .llama3, "qwen2": .qwen2,
        "deepseek-r1-qwen": .qwen2,
    ])
    func preTokenizersAreKnownByTheirGGUFName(name: String, preTokenizer: PreTokenizer) throws {
        let definition = try definition(preTokenizer: name)
        #expect(definition.preTokenizer == preTokenizer)
        #expect(definition.ignoresMerges == (name == "llama-bpe"))
        #expect(definition.normalizer == nil)
    }

    @Test func aNormalizerIsAppliedOnlyOnRequest() throws {
        let decomposed = "e\u{301}"
        #expect(Tokenizer(try definition()).encode(decomposed).count == 3)
        #expect(Tokenizer(try definition(normalizer: .nfc)).encode(decomposed).count == 2)
    }

    @Test func damagedArraysAreRefused() {
        expectError("tokenizer.ggml.pre", naming: "falcon") { try definition(preTokenizer: "falcon") }
        expectError("tokenizer.ggml.token_type", naming: "256 types for 257") { try definition(tokens: ["ab"]) }
        expectError("tokenizer.ggml.token_type[256]", naming: "token type 6") {
            try definition(tokens: ["ab"], types: [6])
        }
        expectError("tokenizer.ggml.add_bos_token", naming: "bos_token_id") { try definition(addsBOS: true) }
        expectError("tokenizer.ggml.tokens", naming: "id 900") { try definition(eosID: 900) }
        expectError("tokenizer.ggml.tokens", naming: "id -1") { try definition(padID: -1) }
        expectError("tokenizer.ggml.tokens", naming: "97 and 256") { try definition(tokens: ["a"], types: [1]) }
        expectError("tokenizer.ggml.merges[0]", naming: "\"ab\"") { try definition(merges: ["a b"]) }
        expectError("tokenizer.ggml.merges[0]", naming: "\"c\"") { try definition(merges: ["c"]) }
        expectError("tokenizer.ggml.merges[1]", naming: "earlier") {
            try definition(tokens: ["ab"], types: [1], merges: ["a b", "a b"])
        }
    }

    @Test func anEmptyVocabularyIsRefused() {
        expectError("tokenizer.ggml.tokens", naming: "highest id is -1") {
            try TokenizerDefinition(
                tokens: [], tokenTypes: [], merges: [], preTokenizer: "gpt-2", bosID: nil, eosID: nil, padID: nil,
                addsBOS: false)
        }
    }

    @Test func canonicalBytesTellDefinitionsApart() throws {
        func same(_ tokens: [String] = ["ab", "bc", "<x>"]) throws -> TokenizerDefinition {
            try definition(tokens: tokens, types: [1, 1, 3], merges: ["a b", "b c"], eosID: 258)
        }
        let original = try same().canonicalBytes
        #expect(try same().canonicalBytes == original)
        let others = try [
            definition(tokens: ["ab", "bc", "<x>"], types: [1, 1, 4], merges: ["a b", "b c"], eosID: 258),
            definition(tokens: ["ab", "bc", "<x>"], types: [1, 1, 3], merges: ["b c", "a b"], eosID: 258),
            definition(tokens: ["bc", "ab", "<x>"], types: [1, 1, 3], merges: ["a b", "b c"], eosID: 258),
            definition(tokens: ["ab", "bc", "<x>"], types: [1, 1, 3], merges: ["a b", "b c"], padID: 258),
            definition(
                tokens: ["ab", "bc", "<x>"], types: [1, 1, 3], merges: ["a b", "b c"], preTokenizer: "qwen2", eosID: 258
            ),
            definition(
                tokens: ["ab", "bc", "<x>"], types: [1, 1, 3], merges: ["a b", "b c"], eosID: 258, normalizer: .nfc),
            same(["ab", "bc", "<y>"]),
        ]
        #expect(Set(others.map(\.canonicalBytes) + [original]).count == others.count + 1)
    }

    @Test func theAlphabetIsOneToOne() {
        let all = (0...255).map { UInt8($0) }
        let spelling = ByteLevelAlphabet.spelling(of: all)
        #expect(ByteLevelAlphabet.bytes(of: spelling) == all)
        #expect(ByteLevelAlphabet.spelling(of: Array(" \n!".utf8)) == "ĠĊ!")
        #expect(ByteLevelAlphabet.bytes(of: "a b") == nil)
        #expect(ByteLevelAlphabet.bytes(of: "｜") == nil)
    }

    private func expectError(
        _ place: String, naming name: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> TokenizerDefinition
    ) {
        let error = #expect(throws: TokenizerError.self, sourceLocation: sourceLocation) { _ = try body() }
        #expect(error?.place == place, sourceLocation: sourceLocation)
        #expect(
            error?.description.contains(name) == true, "\(error?.description ?? "")", sourceLocation: sourceLocation)
    }
}
