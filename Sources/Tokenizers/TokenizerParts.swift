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
        let lastID = max(parts.spellings.count - 1, parts.addedTokens.map(\.id).max() ?? -1)
        guard (0..<MergeTable.maximumTokenCount).contains(lastID) else {
            throw .damaged(
                parts.tokensPlace,
                "the highest id is \(lastID), expected one between 0 and \(MergeTable.maximumTokenCount - 1)")
        }
        let count = lastID + 1
        let added = try addedTokensByID(parts)
        var vocabulary = Vocabulary(capacity: count)
        var spelled: [UInt8] = []
        for id in 0..<count {
            spelled.removeAll(keepingCapacity: true)
            let spelling = id < parts.spellings.count ? parts.spellings[id] : nil
            let isByteLevel = spelling.map { ByteLevelAlphabet.append($0, to: &spelled) } ?? false
            let duplicate: Int?
            if let content = added[id]?.bytes(parts.normalizer) {
                duplicate = vocabulary.append(content, isIndexed: isByteLevel && spelled == content)
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
