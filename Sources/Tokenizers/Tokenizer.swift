import Synchronization

/// A byte-level byte-pair-encoding tokenizer: text to token ids and back.
///
/// ```swift
/// let tokenizer = Tokenizer(try TokenizerDefinition(tokenizerJSON: data))
/// let ids = tokenizer.encode("Hello, world")
/// tokenizer.decode(ids)  // "Hello, world"
/// ```
///
/// Ids are those of Hugging Face `tokenizers` for the same definition. Encoding takes time linear in the text, n log n
/// in the length of a single word. A tokenizer may be used by any number of tasks at once.
package final class Tokenizer: Sendable {
    package let definition: TokenizerDefinition
    /// The tokens that ``decode(_:skipSpecialTokens:)`` can leave out.
    package let specialTokens: [AddedToken]

    private let isSpecialByID: [Bool]
    private let merges: MergeTable
    /// Added tokens that are looked for in the text as given, and in the normalized text.
    private let givenTextSplitter: AddedTokenSplitter
    private let normalizedTextSplitter: AddedTokenSplitter
    /// One for every call of `encode` that was ever under way at the same time.
    private let idleEncoders = Mutex<[WordEncoder]>([])

    package init(_ definition: TokenizerDefinition) {
        self.definition = definition
        specialTokens = definition.addedTokens.filter(\.isSpecial)
        var isSpecialByID = [Bool](repeating: false, count: definition.vocabulary.count)
        for token in specialTokens { isSpecialByID[token.id] = true }
        self.isSpecialByID = isSpecialByID
        merges = MergeTable(definition.merges)
        givenTextSplitter = AddedTokenSplitter(
            definition.addedTokens.filter { !$0.isNormalized }, normalizer: definition.normalizer)
        normalizedTextSplitter = AddedTokenSplitter(
            definition.addedTokens.filter(\.isNormalized), normalizer: definition.normalizer)
    }

    /// One more than the highest id; some ids may have no token.
    package var vocabularySize: Int { definition.vocabulary.count }
    package var bosID: Int? { definition.bosID }
    package var eosID: Int? { definition.eosID }
    package var padID: Int? { definition.padID }

    /// Whether `id` is a special token, such as an end of turn.
    package func isSpecial(_ id: Int) -> Bool { isSpecialByID.indices.contains(id) && isSpecialByID[id] }

    /// The id of an added token by its content, or of any other token by its byte-level spelling, such as `Ġthe`.
    package func tokenID(of token: String) -> Int? {
        if let added = definition.addedTokens.first(where: { $0.content.utf8.elementsEqual(token.utf8) }) {
            return added.id
        }
        return ByteLevelAlphabet.bytes(of: token).flatMap { definition.vocabulary.id(of: $0) }
    }
}

extension Tokenizer {
    /// The tokens of `text`.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - addSpecialTokens: Whether to put the definition's ``TokenizerDefinition/prefix`` (usually the
    ///     beginning-of-sequence token) before, and its suffix after the text's tokens. Chat templates write them out, so
    ///     a rendered prompt is encoded without.
    ///   - parseSpecialTokens: Whether `<|im_end|>` in the text means the special token. With false it is ordinary text, as
    ///     is right for text from outside; added tokens that are not special are still found.
    package func encode(
        _ text: String, addSpecialTokens: Bool = false, parseSpecialTokens: Bool = true
    ) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            encode(utf8: bytes, addSpecialTokens: addSpecialTokens, parseSpecialTokens: parseSpecialTokens)
        }
    }

    /// The tokens of bytes that need not be valid UTF-8: ``decodeBytes(_:skipSpecialTokens:)`` gives back the same bytes,
    /// unless the definition normalizes text or has ``TokenizerDefinition/missingBytes``.
    package func encode(
        _ bytes: some Collection<UInt8>, addSpecialTokens: Bool = false, parseSpecialTokens: Bool = true
    ) -> [Int] {
        let encodeBuffer = { (buffer: UnsafeBufferPointer<UInt8>) in
            self.encode(utf8: buffer, addSpecialTokens: addSpecialTokens, parseSpecialTokens: parseSpecialTokens)
        }
        return bytes.withContiguousStorageIfAvailable(encodeBuffer)
            ?? Array(bytes).withUnsafeBufferPointer(encodeBuffer)
    }

    /// The tokens of bytes in memory; see ``encode(_:addSpecialTokens:parseSpecialTokens:)``.
    package func encode(
        utf8 bytes: UnsafeBufferPointer<UInt8>, addSpecialTokens: Bool = false, parseSpecialTokens: Bool = true
    ) -> [Int] {
        let encoder = idleEncoders.withLock { $0.popLast() } ?? WordEncoder(definition, merges)
        defer { idleEncoders.withLock { $0.append(encoder) } }
        if addSpecialTokens { encoder.append(definition.prefix) }
        givenTextSplitter.forEachPiece(of: bytes, parsesSpecial: parseSpecialTokens) { piece in
            switch piece {
            case .token(let id): encoder.append(id)
            case .text(let range):
                appendNormalized(UnsafeBufferPointer(rebasing: bytes[range]), parseSpecialTokens, to: encoder)
            }
        }
        if addSpecialTokens { encoder.append(definition.suffix) }
        return encoder.takeTokens()
    }

    private func appendNormalized(
        _ given: UnsafeBufferPointer<UInt8>, _ parsesSpecial: Bool, to encoder: WordEncoder
    ) {
        guard let normalized = definition.normalizer?.normalized(given) else {
            return appendPieces(of: given, parsesSpecial, to: encoder)
        }
        normalized.withUnsafeBufferPointer { appendPieces(of: $0, parsesSpecial, to: encoder) }
    }

    private func appendPieces(of text: UnsafeBufferPointer<UInt8>, _ parsesSpecial: Bool, to encoder: WordEncoder) {
        normalizedTextSplitter.forEachPiece(of: text, parsesSpecial: parsesSpecial) { piece in
            switch piece {
            case .token(let id): encoder.append(id)
            case .text(let range): encoder.appendWords(of: UnsafeBufferPointer(rebasing: text[range]))
            }
        }
    }
}

extension Tokenizer {
    /// The text of `ids`: bytes that do not make up valid UTF-8 become U+FFFD.
    ///
    /// - Parameter skipSpecialTokens: Whether special tokens are left out.
    package func decode(_ ids: some Sequence<Int>, skipSpecialTokens: Bool = false) -> String {
        String(decoding: decodeBytes(ids, skipSpecialTokens: skipSpecialTokens), as: UTF8.self)
    }

    /// The bytes of `ids`; an id that no token has stands for none.
    package func decodeBytes(_ ids: some Sequence<Int>, skipSpecialTokens: Bool = false) -> [UInt8] {
        let ids = skipSpecialTokens ? ids.filter { !isSpecial($0) } : Array(ids)
        return definition.vocabulary.bytes(of: ids)
    }
}
