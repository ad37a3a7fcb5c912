/// How text is cut into words before merging: tokens never reach across the cuts.
///
/// Each case is one of the regular expressions that published models were trained with, compiled by hand; see
/// ``GPT2Scanner`` and ``TiktokenScanner``.
package enum PreTokenizer: String, Sendable, CaseIterable {
    /// GPT-2's expression.
    case gpt2
    /// Every number character on its own, and GPT-2's expression for what lies between them.
    case smollm
    /// Llama 3's expression, with numbers of up to three characters.
    case llama3
    /// Qwen2's expression, with numbers of one character.
    case qwen2

    /// The pre-tokenizer that `tokenizer.ggml.pre` of a GGUF file names.
    ///
    /// DeepSeek's distilled Qwen models have a name of their own in GGUF files but Qwen2's expression.
    package init(ggufName name: String) throws(TokenizerError) {
        switch name {
        case "gpt-2": self = .gpt2
        case "smollm": self = .smollm
        case "llama-bpe": self = .llama3
        case "qwen2", "deepseek-r1-qwen": self = .qwen2
        default:
            throw .unsupported(
                "tokenizer.ggml.pre", "pre-tokenizer \"\(name)\"",
                expected: "gpt-2, smollm, llama-bpe, qwen2, deepseek-r1-qwen")
        }
    }

    /// The pre-tokenizer with this regular expression, as `tokenizer.json` files spell it.
    init?(expression: String) {
        switch expression {
        case #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#:
            self = .gpt2
        case Self.tiktokenExpression(numbers: #"\p{N}{1,3}"#):
            self = .llama3
        case Self.tiktokenExpression(numbers: #"\p{N}"#):
            self = .qwen2
        default:
            return nil
        }
    }

    private static func tiktokenExpression(numbers: String) -> String {
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
            + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }
}
