/// How much a template may cost, so that an untrusted one ends in an error and not in a hung or dead process.
///
/// One operation is one expression or statement evaluated, one element copied, or sixteen bytes of text handled.
package struct TemplateLimits: Sendable, Hashable {
    /// The largest template source accepted, in UTF-8 bytes.
    package var sourceBytes: Int
    /// The operations that one rendering may spend.
    package var operations: Int
    /// The text that one rendering may write, captured blocks included, in UTF-8 bytes.
    package var outputBytes: Int
    /// How deep source, values, macro calls and evaluation may nest.
    package var nesting: Int

    package init(
        sourceBytes: Int = 1 << 20, operations: Int = 2_000_000, outputBytes: Int = 16 << 20, nesting: Int = 200
    ) {
        self.sourceBytes = sourceBytes
        self.operations = operations
        self.outputBytes = outputBytes
        self.nesting = nesting
    }

    /// Limits that no template seen in practice comes near.
    package static let standard = TemplateLimits()
}
