/// The prompts read from one source, all different, with an account of what was left out.
package struct PromptCollection: Sendable, Hashable, Codable {
    /// The prompts in the order of the source; no two have the same `NormalisedText`.
    package internal(set) var prompts: [Prompt] = []

    /// How many rows the source has.
    package internal(set) var rowsRead = 0

    /// How many rows the source's step passes over.
    package internal(set) var rowsPassedOver = 0

    /// How many rows repeat the text of an earlier row, scalar by scalar.
    package internal(set) var exactDuplicates = 0

    /// How many other rows repeat the `NormalisedText` of an earlier row: they differ in case, spacing or the like.
    package internal(set) var normalisedDuplicates = 0

    /// Rows without any text to ask.
    package internal(set) var emptyRows = 0

    /// What was found of the rows themselves, such as answers that do not belong to their prompts.
    package internal(set) var checks: [DatasetCheck] = []

    /// How many rows repeat an earlier row, exactly or normalised.
    package var duplicates: Int { exactDuplicates + normalisedDuplicates }
}
