import Foundation

/// What a `tokenizer.json` says, in the terms of ``TokenizerParts``.
extension TokenizerFile {
    func requireSupportedModelAndDecoder() throws(TokenizerError) {
        func require(_ condition: Bool, _ field: String, _ found: String, _ expected: String) throws(TokenizerError) {
            if !condition { throw .unsupported("tokenizer.json: \(field)", found, expected: expected) }
        }
        try require(model.type ?? "BPE" == "BPE", "model.type", "model \"\(model.type ?? "")\"", "BPE")
        try require(model.dropout ?? 0 == 0, "model.dropout", "random dropout of merges", "null")
        // Without tokens such as <0x0A> to fall back to, the setting does nothing; converters set it all the same.
        let hasFallbackTokens = (0...255).contains { model.vocabulary[String(format: "<0x%02X>", $0)] != nil }
        try require(model.byteFallback != true || !hasFallbackTokens, "model.byte_fallback", "byte fallback", "false")
        try require(
            (model.continuingSubwordPrefix ?? "").isEmpty, "model.continuing_subword_prefix", "a prefix", "none")
        try require((model.endOfWordSuffix ?? "").isEmpty, "model.end_of_word_suffix", "a suffix", "none")
        // Converters put steps in front that find nothing to do in byte-level spellings.
        let lastDecoder = decoder?.type == "Sequence" ? decoder?.decoders?.last : decoder
        let found = lastDecoder.map { "decoder \"\($0.type)\"" } ?? "decoder null"
        try require(lastDecoder?.type == "ByteLevel", "decoder", found, "ByteLevel")
    }

    /// The spelling of each token of the model's vocabulary by its id.
    func spellings() throws(TokenizerError) -> [String?] {
        let place = "tokenizer.json: model.vocab"
        let ids = 0..<MergeTable.maximumTokenCount
        if let id = model.vocabulary.values.first(where: { !ids.contains($0) }) {
            throw .damaged(place, "found the id \(id), expected ids from 0 to \(ids.upperBound - 1)")
        }
        var spellings = [String?](repeating: nil, count: (model.vocabulary.values.max() ?? -1) + 1)
        for (spelling, id) in model.vocabulary {
            if let other = spellings[id] {
                throw .damaged(place, "\"\(min(spelling, other))\" and \"\(max(spelling, other))\" both have id \(id)")
            }
            spellings[id] = spelling
        }
        return spellings
    }

    func mergeHalves() throws(TokenizerError) -> [(left: Substring, right: Substring)] {
        let place = "tokenizer.json: model.merges"
        switch model.merges {
        case .strings(let strings):
            return try TokenizerDefinition.halves(of: strings, place: place)
        case .pairs(let pairs):
            if let rank = pairs.firstIndex(where: { $0.count != 2 }) {
                throw .damaged("\(place)[\(rank)]", "expected two tokens, found \(pairs[rank].count)")
            }
            return pairs.map { (Substring($0[0]), Substring($0[1])) }
        }
    }

    func tokens() -> [AddedToken] {
        (addedTokens ?? []).map { entry in
            let isSpecial = entry.special ?? false
            return AddedToken(
                id: entry.id, content: entry.content, isSpecial: isSpecial,
                absorbsLeadingSpace: entry.lstrip ?? false, absorbsTrailingSpace: entry.rstrip ?? false,
                isWholeWord: entry.singleWord ?? false, isNormalized: entry.normalized ?? !isSpecial)
        }
    }

    /// Throws if an added token has another id, or its id another meaning, in the model's vocabulary.
    func requireMatchingAddedTokens(_ parts: TokenizerParts) throws(TokenizerError) {
        for token in parts.addedTokens {
            let place = "tokenizer.json: added_tokens"
            if let id = model.vocabulary[token.content], id != token.id {
                throw .damaged(place, "\"\(token.content)\" has id \(token.id) here but \(id) in model.vocab")
            }
            if parts.spellings.indices.contains(token.id), let spelling = parts.spellings[token.id],
                spelling != token.content
            {
                throw .damaged(place, "id \(token.id) is \"\(token.content)\" here but \"\(spelling)\" in model.vocab")
            }
        }
    }

    /// The id of a token by its content or spelling.
    func id(of content: String) -> Int? {
        addedTokens?.first { $0.content.utf8.elementsEqual(content.utf8) }?.id ?? model.vocabulary[content]
    }

    func unknownToken() throws(TokenizerError) -> TokenizerDefinition.UnknownToken? {
        guard let content = model.unknownToken else { return nil }
        guard let id = model.vocabulary[content] else {
            throw .damaged("tokenizer.json: model.unk_token", "\"\(content)\" is not in model.vocab")
        }
        return TokenizerDefinition.UnknownToken(id: id, isFused: model.fusesUnknown ?? false)
    }

    func recognizedNormalizer() throws(TokenizerError) -> Normalizer? {
        try Self.normalizer(normalizer)
    }

    private static func normalizer(_ step: Step?) throws(TokenizerError) -> Normalizer? {
        switch (step?.type, step?.normalizers?.count) {
        case (nil, _), ("Sequence", 0): return nil
        case ("NFC", _): return .nfc
        case ("Sequence", 1): return try normalizer(step?.normalizers?[0])
        default:
            throw .unsupported(
                "tokenizer.json: normalizer", "normalizer \"\(step?.type ?? "")\"", expected: "null, NFC")
        }
    }

    func recognizedPreTokenizer() throws(TokenizerError) -> PreTokenizer {
        let place = "tokenizer.json: pre_tokenizer"
        let steps =
            preTokenizer?.type == "Sequence" ? preTokenizer?.pretokenizers ?? [] : [preTokenizer].compactMap { $0 }
        if let step = steps.first(where: { $0.addPrefixSpace ?? ($0.type == "ByteLevel") }) {
            throw .unsupported(place, "\(step.type) with add_prefix_space", expected: "add_prefix_space false")
        }
        let usesExpression = steps.last?.useRegex ?? true
        switch steps.map(\.type) {
        case ["ByteLevel"] where usesExpression: return .gpt2
        case ["Digits", "ByteLevel"] where usesExpression && steps[0].individualDigits == true: return .smollm
        case ["Split", "ByteLevel"] where !usesExpression && steps[0].behavior == "Isolated" && steps[0].invert != true:
            guard let expression = steps[0].pattern?.regex, let known = PreTokenizer(expression: expression) else {
                let pattern = steps[0].pattern?.regex ?? steps[0].pattern?.string ?? ""
                throw .unsupported(
                    place, "Split by the expression \(pattern)", expected: "the expressions of GPT-2, Llama 3, Qwen2")
            }
            return known
        default:
            throw .unsupported(
                place, "the sequence [\(steps.map(\.type).joined(separator: ", "))] with its settings",
                expected: "ByteLevel; Digits(individual_digits), ByteLevel; Split(Regex, Isolated), ByteLevel(no regex)"
            )
        }
    }

    /// The tokens that the post-processor puts before and after a single text.
    func affixes() throws(TokenizerError) -> (prefix: [Int], suffix: [Int]) {
        try Self.affixes(postProcessor)
    }

    private static func affixes(_ processor: PostProcessor?) throws(TokenizerError) -> (prefix: [Int], suffix: [Int]) {
        let place = "tokenizer.json: post_processor"
        var affixes: (prefix: [Int], suffix: [Int]) = ([], [])
        switch processor?.type {
        case nil, "ByteLevel": break
        case "Sequence":
            for step in processor?.processors ?? [] {
                let (prefix, suffix) = try Self.affixes(step)
                affixes = (prefix + affixes.prefix, affixes.suffix + suffix)
            }
        case "TemplateProcessing":
            var isAfterText = false
            for piece in processor?.single ?? [] {
                guard let name = piece.specialToken?.id else {
                    isAfterText = true
                    continue
                }
                guard let ids = processor?.specialTokens?[name]?.ids else {
                    throw .damaged(place, "the template's token \"\(name)\" is not in special_tokens")
                }
                if isAfterText { affixes.suffix += ids } else { affixes.prefix += ids }
            }
        case let type?:
            throw .unsupported(place, "post-processor \"\(type)\"", expected: "null, ByteLevel, TemplateProcessing")
        }
        return affixes
    }
}
