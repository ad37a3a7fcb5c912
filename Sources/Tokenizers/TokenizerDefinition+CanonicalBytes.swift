extension TokenizerDefinition {
    /// The whole definition in one fixed form, whatever file it came from: the digest of these bytes identifies the
    /// tokenizer. Definitions with the same bytes encode and decode every text alike.
    package var canonicalBytes: [UInt8] {
        var form = CanonicalForm()
        form.append("candor tokenizer 1")
        form.append(preTokenizer.rawValue)
        form.append(normalizer?.rawValue ?? "")
        form.append(ignoresMerges)
        form.append(unknownToken?.id)
        form.append(unknownToken?.isFused ?? false)
        for id in [bosID, eosID, padID] { form.append(id) }
        for affix in [prefix, suffix] {
            form.append(affix.count)
            for id in affix { form.append(id) }
        }
        form.append(addedTokens.count)
        for token in addedTokens.sorted(by: { $0.id < $1.id }) {
            form.append(token.id)
            form.append(token.content)
            let flags = [
                token.isSpecial, token.absorbsLeadingSpace, token.absorbsTrailingSpace, token.isWholeWord,
                token.isNormalized,
            ]
            for flag in flags { form.append(flag) }
        }
        form.append(vocabulary.count)
        for id in 0..<vocabulary.count {
            let bytes = vocabulary.bytes(of: id)
            form.append(bytes)
            form.append(vocabulary.id(of: Array(bytes)) == id)
        }
        form.append(merges.count)
        for merge in merges {
            form.append(Int(merge.left))
            form.append(Int(merge.right))
        }
        return form.bytes
    }
}

/// Values one after the other, each so that its end is clear: numbers of eight bytes, the lowest first, and byte
/// strings after their length.
private struct CanonicalForm {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: Int?) {
        withUnsafeBytes(of: Int64(number ?? -1).littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func append(_ text: String) { append(Array(text.utf8)[...]) }

    mutating func append(_ string: ArraySlice<UInt8>) {
        append(string.count)
        bytes.append(contentsOf: string)
    }
}
