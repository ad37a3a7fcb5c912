/// The parts of Hugging Face's `tokenizer.json` that matter here.
struct TokenizerFile: Decodable {
    let addedTokens: [AddedTokenEntry]?
    let normalizer: Step?
    let preTokenizer: Step?
    let postProcessor: PostProcessor?
    let decoder: Step?
    let model: Model

    enum CodingKeys: String, CodingKey {
        case addedTokens = "added_tokens"
        case normalizer
        case preTokenizer = "pre_tokenizer"
        case postProcessor = "post_processor"
        case decoder, model
    }

    struct AddedTokenEntry: Decodable {
        let id: Int
        let content: String
        let special: Bool?
        let lstrip: Bool?
        let rstrip: Bool?
        let normalized: Bool?
        let singleWord: Bool?

        enum CodingKeys: String, CodingKey {
            case id, content, special, lstrip, rstrip, normalized
            case singleWord = "single_word"
        }
    }

    /// A normalizer, pre-tokenizer or decoder, or a sequence of them.
    struct Step: Decodable {
        let type: String
        let normalizers: [Step]?
        let pretokenizers: [Step]?
        let decoders: [Step]?
        let pattern: Pattern?
        let behavior: String?
        let invert: Bool?
        let individualDigits: Bool?
        let addPrefixSpace: Bool?
        let useRegex: Bool?

        enum CodingKeys: String, CodingKey {
            case type, normalizers, pretokenizers, decoders, pattern, behavior, invert
            case individualDigits = "individual_digits"
            case addPrefixSpace = "add_prefix_space"
            case useRegex = "use_regex"
        }
    }

    struct Pattern: Decodable {
        let regex: String?
        let string: String?

        enum CodingKeys: String, CodingKey {
            case regex = "Regex"
            case string = "String"
        }
    }

    struct PostProcessor: Decodable {
        let type: String
        let processors: [PostProcessor]?
        let single: [TemplatePiece]?
        let specialTokens: [String: TemplateToken]?

        enum CodingKeys: String, CodingKey {
            case type, processors, single
            case specialTokens = "special_tokens"
        }
    }

    struct TemplatePiece: Decodable {
        let specialToken: Reference?
        let sequence: Reference?

        struct Reference: Decodable {
            let id: String
        }

        enum CodingKeys: String, CodingKey {
            case specialToken = "SpecialToken"
            case sequence = "Sequence"
        }
    }

    struct TemplateToken: Decodable {
        let ids: [Int]
    }

    struct Model: Decodable {
        let type: String?
        let dropout: Double?
        let unknownToken: String?
        let continuingSubwordPrefix: String?
        let endOfWordSuffix: String?
        let fusesUnknown: Bool?
        let byteFallback: Bool?
        let ignoresMerges: Bool?
        let vocabulary: [String: Int]
        let merges: Merges

        enum CodingKeys: String, CodingKey {
            case type, dropout, merges
            case unknownToken = "unk_token"
            case continuingSubwordPrefix = "continuing_subword_prefix"
            case endOfWordSuffix = "end_of_word_suffix"
            case fusesUnknown = "fuse_unk"
            case byteFallback = "byte_fallback"
            case ignoresMerges = "ignore_merges"
            case vocabulary = "vocab"
        }
    }

    /// Merges as pairs, or each as one string with a space between the halves, as older files have them.
    enum Merges: Decodable {
        case pairs([[String]])
        case strings([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let strings = try? container.decode([String].self) {
                self = .strings(strings)
            } else {
                self = .pairs(try container.decode([[String]].self))
            }
        }
    }
}

/// The parts of `tokenizer_config.json` that matter here.
struct TokenizerConfigurationFile: Decodable {
    let bosToken: TokenName?
    let eosToken: TokenName?
    let padToken: TokenName?
    let addsBOS: Bool?
    let addsEOS: Bool?

    enum CodingKeys: String, CodingKey {
        case bosToken = "bos_token"
        case eosToken = "eos_token"
        case padToken = "pad_token"
        case addsBOS = "add_bos_token"
        case addsEOS = "add_eos_token"
    }

    /// A token's content, alone or as a field of a description of the token.
    struct TokenName: Decodable {
        let content: String

        enum CodingKeys: CodingKey { case content }

        init(from decoder: any Decoder) throws {
            if let content = try? decoder.singleValueContainer().decode(String.self) {
                self.content = content
            } else {
                content = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .content)
            }
        }
    }
}
