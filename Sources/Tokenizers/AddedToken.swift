/// A token that is found in the text itself, before any splitting or merging.
///
/// The flags are those of Hugging Face's `AddedToken`.
package struct AddedToken: Equatable, Sendable {
    package let id: Int
    /// The text that is replaced by the token.
    package let content: String
    /// A control token, such as an end of turn: left out of decoded text on request (`special`).
    package let isSpecial: Bool
    /// White space before the token belongs to it (`lstrip`).
    package let absorbsLeadingSpace: Bool
    /// White space after the token belongs to it (`rstrip`).
    package let absorbsTrailingSpace: Bool
    /// Matched only where no letter, digit or underscore touches it (`single_word`).
    package let isWholeWord: Bool
    /// Looked for in the normalized text instead of the text as given (`normalized`).
    package let isNormalized: Bool

    package init(
        id: Int, content: String, isSpecial: Bool, absorbsLeadingSpace: Bool = false,
        absorbsTrailingSpace: Bool = false, isWholeWord: Bool = false, isNormalized: Bool = false
    ) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
        self.absorbsLeadingSpace = absorbsLeadingSpace
        self.absorbsTrailingSpace = absorbsTrailingSpace
        self.isWholeWord = isWholeWord
        self.isNormalized = isNormalized
    }

    /// What the token looks like in the text that it is looked for in.
    func bytes(_ normalizer: Normalizer?) -> [UInt8] {
        let given = Array(content.utf8)
        guard isNormalized, let normalizer else { return given }
        return given.withUnsafeBufferPointer(normalizer.normalized) ?? given
    }
}
