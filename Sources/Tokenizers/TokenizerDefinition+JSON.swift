import Foundation

extension TokenizerDefinition {
    /// The largest `tokenizer.json` that is read.
    package static let maximumFileSize = 256 << 20

    /// A tokenizer from Hugging Face's `tokenizer.json`.
    ///
    /// - Parameters:
    ///   - tokenizerJSON: The contents of `tokenizer.json`: a byte-level BPE model.
    ///   - configurationJSON: The contents of `tokenizer_config.json`, which names the tokens for beginning and end of
    ///     sequence and padding, and may say that the first two are added.
    /// - Throws: If a file is damaged or too large, or if it asks for a step that would split text in a way not
    ///   supported here.
    package init(tokenizerJSON: Data, configurationJSON: Data? = nil) throws(TokenizerError) {
        let file = try Self.decode(TokenizerFile.self, tokenizerJSON, name: "tokenizer.json")
        let configuration = try configurationJSON.map { (data) throws(TokenizerError) in
            try Self.decode(TokenizerConfigurationFile.self, data, name: "tokenizer_config.json")
        }
        try file.requireSupportedModelAndDecoder()
        var parts = TokenizerParts(
            tokensPlace: "tokenizer.json: model.vocab", mergesPlace: "tokenizer.json: model.merges",
            spellings: try file.spellings(), merges: try file.mergeHalves(), addedTokens: file.tokens(),
            preTokenizer: try file.recognizedPreTokenizer(), normalizer: try file.recognizedNormalizer())
        parts.ignoresMerges = file.model.ignoresMerges ?? false
        parts.unknownToken = try file.unknownToken()
        (parts.prefix, parts.suffix) = try file.affixes()
        if let configuration { try configuration.apply(to: &parts, file) }
        try file.requireMatchingAddedTokens(parts)
        try self.init(parts)
    }

    private static func decode<File: Decodable>(
        _ type: File.Type, _ data: Data, name: String
    ) throws(TokenizerError) -> File {
        guard data.count <= maximumFileSize else {
            throw .damaged(name, "found \(data.count) bytes, expected at most \(maximumFileSize)")
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw .damaged(name, Self.explanation(of: error))
        }
    }

    private static func explanation(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "\(path(context, key)) is missing"
        case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
            "expected \(type) in \(path(context))"
        case DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty ? "not valid JSON" : "\(path(context)): \(context.debugDescription)"
        default:
            "\(error)"
        }
    }

    private static func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
        (context.codingPath + [key].compactMap { $0 }).map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            .joined(separator: ".").replacing(".[", with: "[")
    }
}

extension TokenizerConfigurationFile {
    fileprivate func apply(to parts: inout TokenizerParts, _ file: TokenizerFile) throws(TokenizerError) {
        parts.bosID = try id(of: bosToken, "bos_token", file)
        parts.eosID = try id(of: eosToken, "eos_token", file)
        parts.padID = try id(of: padToken, "pad_token", file)
        if let addsBOS {
            guard let bos = parts.bosID ?? (addsBOS ? nil : -1) else { throw missing("bos_token", "add_bos_token") }
            parts.prefix.removeAll { $0 == bos }
            if addsBOS { parts.prefix.insert(bos, at: 0) }
        }
        if let addsEOS {
            guard let eos = parts.eosID ?? (addsEOS ? nil : -1) else { throw missing("eos_token", "add_eos_token") }
            parts.suffix.removeAll { $0 == eos }
            if addsEOS { parts.suffix.append(eos) }
        }
    }

    private func id(of token: TokenName?, _ key: String, _ file: TokenizerFile) throws(TokenizerError) -> Int? {
        guard let content = token?.content else { return nil }
        if let id = file.id(of: content) { return id }
        throw .damaged("tokenizer_config.json: \(key)", "\"\(content)\" is not a token of tokenizer.json")
    }

    private func missing(_ token: String, _ flag: String) -> TokenizerError {
        .damaged("tokenizer_config.json: \(flag)", "true, but \(token) is missing")
    }
}
