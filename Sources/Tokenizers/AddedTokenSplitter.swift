/// Cuts text at added tokens, as Hugging Face's `AddedVocabulary` does.
struct AddedTokenSplitter: Sendable {
    /// A stretch of the text, or a token that stands in it.
    enum Piece: Equatable {
        case text(Range<Int>)
        case token(Int)
    }

    private let tokens: [AddedToken]
    private let trie: AddedTokenTrie

    init(_ tokens: [AddedToken], normalizer: Normalizer?) {
        self.tokens = tokens
        trie = AddedTokenTrie(tokens.map { $0.bytes(normalizer) })
    }

    /// Calls `body` with every piece of `text` in order.
    ///
    /// - Parameter parsesSpecial: With false, special tokens are text like any other.
    @inline(__always)
    func forEachPiece(
        of text: UnsafeBufferPointer<UInt8>, parsesSpecial: Bool, _ body: (Piece) -> Void
    ) {
        var end = 0
        var searched = 0
        while !trie.isEmpty, let (index, match) = trie.firstMatch(in: text, from: searched) {
            searched = match.upperBound
            let token = tokens[index]
            if token.isSpecial && !parsesSpecial { continue }
            if token.isWholeWord && !isWhole(match, in: text) { continue }
            let start = token.absorbsLeadingSpace ? startOfSpace(before: match.lowerBound, in: text) : match.lowerBound
            if end < start { body(.text(end..<start)) }
            body(.token(token.id))
            end = token.absorbsTrailingSpace ? endOfSpace(after: match.upperBound, in: text) : match.upperBound
        }
        if end < text.count { body(.text(end..<text.count)) }
    }

    private func startOfSpace(before index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var start = index
        while let (scalar, width) = scalar(endingAt: start, in: text), scalar.properties.isWhitespace { start -= width }
        return start
    }

    private func endOfSpace(after index: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var end = index
        while let (scalar, width) = scalar(startingAt: end, in: text), scalar.properties.isWhitespace { end += width }
        return end
    }

    private func isWhole(_ match: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let before = scalar(endingAt: match.lowerBound, in: text)?.scalar
        let after = scalar(startingAt: match.upperBound, in: text)?.scalar
        return !(before?.isWordCharacter ?? false) && !(after?.isWordCharacter ?? false)
    }

    private func scalar(
        startingAt index: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> (scalar: Unicode.Scalar, width: Int)? {
        guard index < text.count else { return nil }
        var iterator = text[index..<min(index + 4, text.count)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }

    private func scalar(
        endingAt index: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> (scalar: Unicode.Scalar, width: Int)? {
        guard let lead = (max(0, index - 4)..<index).last(where: { !UTF8.isContinuation(text[$0]) }),
            let (scalar, width) = scalar(startingAt: lead, in: text), lead + width == index
        else { return nil }
        return (scalar, width)
    }
}

extension Unicode.Scalar {
    /// Whether a regular expression's `\w` matches, as Unicode's annex C of UTS #18 defines it.
    fileprivate var isWordCharacter: Bool {
        if properties.isAlphabetic || properties.isJoinControl { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }
}
