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

/// The parts of a definition as files give them, before any of it is checked.
struct TokenizerParts {
    /// The file and the names of its fields, for errors.
    var tokensPlace: String
    var mergesPlace: String
    /// The spelling of every token of the model's vocabulary, by id; nil where there is none.
    var spellings: [String?]
    /// The two halves of every merge.
    var merges: [(left: Substring, right: Substring)]
    var addedTokens: [AddedToken] = []
    var preTokenizer: PreTokenizer
    var normalizer: Normalizer?
    var ignoresMerges = false
    var unknownToken: TokenizerDefinition.UnknownToken?
    var bosID: Int?
    var eosID: Int?
    var padID: Int?
    var prefix: [Int] = []
    var suffix: [Int] = []
}

extension TokenizerDefinition {
    /// Checks the parts and resolves the spellings of tokens and merges to bytes and ids.
    init(_ parts: TokenizerParts) throws(TokenizerError) {
        vocabulary = try Self.vocabulary(parts)
        merges = try Self.merges(parts, vocabulary)
        byteTokens = (0...255).map { [vocabulary] byte in Int32(vocabulary.id(of: [byte]) ?? -1) }
        addedTokens = parts.addedTokens
        preTokenizer = parts.preTokenizer
        normalizer = parts.normalizer
        ignoresMerges = parts.ignoresMerges
        unknownToken = parts.unknownToken
        (bosID, eosID, padID) = (parts.bosID, parts.eosID, parts.padID)
        (prefix, suffix) = (parts.prefix, parts.suffix)
        let named = [bosID, eosID, padID, unknownToken?.id].compactMap { $0 } + prefix + suffix
        if let missing = named.first(where: { [vocabulary] in vocabulary.bytes(of: $0).isEmpty }) {
            throw .damaged(parts.tokensPlace, "no token has the id \(missing), which the file names as a special token")
        }
    }

    private static func vocabulary(_ parts: TokenizerParts) throws(TokenizerError) -> Vocabulary {
        let count = max(parts.spellings.count, (parts.addedTokens.map(\.id).max() ?? -1) + 1)
        guard (1...MergeTable.maximumTokenCount).contains(count) else {
            throw .damaged(
                parts.tokensPlace, "found \(count) tokens, expected between 1 and \(MergeTable.maximumTokenCount)")
        }
        let added = try addedTokensByID(parts)
        var vocabulary = Vocabulary(capacity: count)
        var spelled: [UInt8] = []
        for id in 0..<count {
            spelled.removeAll(keepingCapacity: true)
            let spelling = id < parts.spellings.count ? parts.spellings[id] : nil
            let isByteLevel = spelling.map { ByteLevelAlphabet.append($0, to: &spelled) } ?? false
            let duplicate: Int?
            if let content = added[id]?.content {
                let isSpelledAsContent = isByteLevel && spelled.elementsEqual(content.utf8)
                duplicate = vocabulary.append(content.utf8, isIndexed: isSpelledAsContent)
            } else if isByteLevel {
                duplicate = vocabulary.append(spelled, isIndexed: !spelled.isEmpty)
            } else {
                duplicate = vocabulary.append(spelling.map { Array($0.utf8) } ?? [], isIndexed: false)
            }
            if let duplicate {
                throw .damaged(parts.tokensPlace, "tokens \(duplicate) and \(id) are the same, \"\(spelling ?? "")\"")
            }
        }
        return vocabulary
    }

    private static func addedTokensByID(_ parts: TokenizerParts) throws(TokenizerError) -> [Int: AddedToken] {
        var byID: [Int: AddedToken] = [:]
        var contents: Set<[UInt8]> = []
        for token in parts.addedTokens {
            guard token.id >= 0, !token.content.isEmpty, token.content.utf8.count <= AddedTokenTrie.maximumLength else {
                throw .damaged(
                    parts.tokensPlace,
                    "added token \(token.id) is \(token.content.utf8.count) bytes long, expected an id from 0 "
                        + "and 1 to \(AddedTokenTrie.maximumLength) bytes")
            }
            guard byID.updateValue(token, forKey: token.id) == nil, contents.insert(Array(token.content.utf8)).inserted
            else { throw .damaged(parts.tokensPlace, "added token \(token.id), \"\(token.content)\", is there twice") }
        }
        return byID
    }

    private static func merges(
        _ parts: TokenizerParts, _ vocabulary: Vocabulary
    ) throws(TokenizerError) -> [Merge] {
        guard parts.merges.count <= MergeTable.maximumMergeCount else {
            throw .damaged(
                parts.mergesPlace,
                "found \(parts.merges.count) merges, expected at most \(MergeTable.maximumMergeCount)")
        }
        var merges: [Merge] = []
        merges.reserveCapacity(parts.merges.count)
        var seen = Set<UInt64>(minimumCapacity: parts.merges.count)
        for (rank, (left, right)) in parts.merges.enumerated() {
            func place() -> String { "\(parts.mergesPlace)[\(rank)]" }
            var joined: [UInt8] = []
            guard ByteLevelAlphabet.append(left, to: &joined), let leftID = vocabulary.id(of: joined) else {
                throw .damaged(place(), "\"\(left)\" is merged with \"\(right)\" but is not a token")
            }
            let leftCount = joined.count
            guard ByteLevelAlphabet.append(right, to: &joined),
                let rightID = vocabulary.id(of: Array(joined[leftCount...]))
            else { throw .damaged(place(), "\"\(right)\" is merged with \"\(left)\" but is not a token") }
            guard let result = vocabulary.id(of: joined) else {
                throw .damaged(place(), "merging \"\(left)\" and \"\(right)\" makes \"\(left)\(right)\", not a token")
            }
            guard seen.insert(UInt64(leftID) << 32 | UInt64(rightID)).inserted else {
                throw .damaged(place(), "\"\(left)\" and \"\(right)\" are merged already by an earlier entry")
            }
            merges.append(Merge(left: Int32(leftID), right: Int32(rightID), result: Int32(result)))
        }
        return merges
    }
}
