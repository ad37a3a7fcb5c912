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
    /// How deep the source, and the values it makes, may nest.
    package var nesting: Int
    /// How deep evaluation may recurse, macros that call macros included.
    package var recursion: Int

    package init(
        sourceBytes: Int = 1 << 20, operations: Int = 2_000_000, outputBytes: Int = 16 << 20, nesting: Int = 64,
        recursion: Int = 200
    ) {
        self.sourceBytes = sourceBytes
        self.operations = operations
        self.outputBytes = outputBytes
        self.nesting = nesting
        self.recursion = recursion
    }

    /// Limits that no template seen in practice comes near, and that a stack of 512 KiB can bear.
    package static let standard = TemplateLimits()
}
