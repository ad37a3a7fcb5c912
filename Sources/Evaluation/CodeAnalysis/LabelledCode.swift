/// The same piece of code with a weakness and without it, for measuring analysers and judges.
///
/// Read from JSON in two layouts: `{"cwe", "vulnerable", "secure"}`, with `"language"` unless it is Python, and that of SVEN,
/// `{"vul_type", "file_name", "func_src_before", "func_src_after"}` (He & Vechev, CCS 2023; github.com/eth-sri/sven).
package struct LabelledCode: Sendable, Hashable {
    package let weakness: Weakness
    package let vulnerable: CodeSnippet
    package let secure: CodeSnippet

    /// Two versions of one piece of code.
    package init(weakness: Weakness, vulnerable: CodeSnippet, secure: CodeSnippet) {
        self.weakness = weakness
        self.vulnerable = vulnerable
        self.secure = secure
    }
}

extension LabelledCode: Decodable {
    private enum CodingKeys: String, CodingKey {
        case cwe, vulnerable, secure, language
        case vulnerabilityType = "vul_type"
        case fileName = "file_name"
        case before = "func_src_before"
        case after = "func_src_after"
    }

    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        let isSVEN = row.contains(.before)
        weakness = try row.decode(Weakness.self, forKey: isSVEN ? .vulnerabilityType : .cwe)
        let language =
            isSVEN
            ? Self.language(ofFile: try row.decode(String.self, forKey: .fileName))
            : try row.decodeIfPresent(CodeLanguage.self, forKey: .language) ?? .python
        vulnerable = CodeSnippet(
            try row.decode(String.self, forKey: isSVEN ? .before : .vulnerable), language: language)
        secure = CodeSnippet(try row.decode(String.self, forKey: isSVEN ? .after : .secure), language: language)
    }

    private static func language(ofFile name: String) -> CodeLanguage {
        name.hasSuffix(".py") ? .python : .c
    }
}
