extension TokenizerDefinition {
    /// A tokenizer from the metadata of a GGUF file whose `tokenizer.ggml.model` is `gpt2`.
    ///
    /// A GGUF file names its pre-tokenizer but no normalizer, and llama.cpp, whose format it is, applies none. So none is
    /// applied here unless the caller knows better (`Qwen2`'s own `tokenizer.json` says NFC): text comes back from
    /// decoding exactly as it went in.
    ///
    /// Control and unknown tokens (types 3 and 2) become special added tokens, user-defined ones (type 4) added tokens
    /// that are not special; unused ids (type 5) have no token.
    ///
    /// - Parameters:
    ///   - tokens: `tokenizer.ggml.tokens`
    ///   - tokenTypes: `tokenizer.ggml.token_type`
    ///   - merges: `tokenizer.ggml.merges`, each of two tokens with a space between
    ///   - preTokenizer: `tokenizer.ggml.pre`
    ///   - bosID: `tokenizer.ggml.bos_token_id`
    ///   - eosID: `tokenizer.ggml.eos_token_id`
    ///   - padID: `tokenizer.ggml.padding_token_id`
    ///   - addsBOS: `tokenizer.ggml.add_bos_token`
    ///   - normalizer: What the model's original tokenizer does to text first.
    package init(
        tokens: [String], tokenTypes: [Int32], merges: [String], preTokenizer: String,
        bosID: Int?, eosID: Int?, padID: Int?, addsBOS: Bool, normalizer: Normalizer? = nil
    ) throws(TokenizerError) {
        guard tokens.count == tokenTypes.count else {
            throw .damaged(
                "tokenizer.ggml.token_type", "found \(tokenTypes.count) types for \(tokens.count) tokens")
        }
        guard !addsBOS || bosID != nil else {
            throw .damaged("tokenizer.ggml.add_bos_token", "true, but tokenizer.ggml.bos_token_id is missing")
        }
        var parts = TokenizerParts(
            tokensPlace: "tokenizer.ggml.tokens", mergesPlace: "tokenizer.ggml.merges",
            spellings: tokens, merges: try Self.halves(of: merges, place: "tokenizer.ggml.merges"),
            preTokenizer: try PreTokenizer(ggufName: preTokenizer), normalizer: normalizer,
            bosID: bosID, eosID: eosID, padID: padID, prefix: addsBOS ? [bosID].compactMap { $0 } : [])
        for (id, type) in tokenTypes.enumerated() {
            switch type {
            case 1: break
            case 2, 3: parts.addedTokens.append(AddedToken(id: id, content: tokens[id], isSpecial: true))
            case 4: parts.addedTokens.append(AddedToken(id: id, content: tokens[id], isSpecial: false))
            case 5: parts.spellings[id] = nil
            default:
                throw .unsupported(
                    "tokenizer.ggml.token_type[\(id)]", "token type \(type)",
                    expected: "1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused")
            }
        }
        parts.ignoresMerges = parts.preTokenizer == .llama3
        try self.init(parts)
    }

    /// Splits merges that are written as two tokens with a space between them.
    static func halves(
        of merges: [String], place: String
    ) throws(TokenizerError) -> [(left: Substring, right: Substring)] {
        var halves: [(left: Substring, right: Substring)] = []
        halves.reserveCapacity(merges.count)
        for (rank, merge) in merges.enumerated() {
            guard let space = merge.utf8.firstIndex(of: UInt8(ascii: " ")) else {
                throw .damaged("\(place)[\(rank)]", "expected two tokens with a space between, found \"\(merge)\"")
            }
            let right = merge[merge.utf8.index(after: space)...]
            guard space > merge.startIndex, !right.isEmpty, !right.utf8.contains(UInt8(ascii: " ")) else {
                throw .damaged("\(place)[\(rank)]", "expected two tokens with one space between, found \"\(merge)\"")
            }
            halves.append((merge[..<space], right))
        }
        return halves
    }
}
