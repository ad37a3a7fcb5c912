/// Everything that determines which tokens a text becomes: a checked tokenizer file, whatever format it came in.
///
/// Whoever holds a definition can rely on it: every merge joins two tokens of the vocabulary into a third, no token or
/// merge occurs twice, and every id that is named exists.
package struct TokenizerDefinition: Sendable {
    /// The bytes of every token.
    package let vocabulary: Vocabulary
    /// The merges, the first to be applied first.
    package let merges: [Merge]
    /// The tokens that are looked for in the text before it is split.
    package let addedTokens: [AddedToken]
    package let preTokenizer: PreTokenizer
    package let normalizer: Normalizer?
    /// A word that is a token is that token, whatever the merges would make of it (`ignore_merges`, as in Llama 3).
    package let ignoresMerges: Bool
    /// What stands for bytes that the vocabulary has no token for. If nil they are left out; see ``missingBytes``.
    package let unknownToken: UnknownToken?
    /// The tokens for beginning of sequence, end of sequence and padding.
    package let bosID: Int?
    package let eosID: Int?
    package let padID: Int?
    /// The tokens put before and after a text encoded with special tokens.
    package let prefix: [Int]
    package let suffix: [Int]
    /// The token of each byte, or -1.
    let byteTokens: [Int32]

    package struct UnknownToken: Equatable, Sendable {
        package let id: Int
        /// Whether a run of unknown bytes becomes one token.
        package let isFused: Bool
    }

    /// The bytes that no token stands for: encoding loses them, as it does in Hugging Face tokenizers and llama.cpp.
    ///
    /// Valid UTF-8 may contain them: SmolLM2 has no token for the control character U+0004, for instance.
    package var missingBytes: [UInt8] { (0...255).filter { byteTokens[Int($0)] < 0 } }
}
