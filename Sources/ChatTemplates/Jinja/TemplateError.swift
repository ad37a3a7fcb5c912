/// A place in a template's source; both numbers start at one and columns count Unicode scalars.
package struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    package var description: String { "\(line):\(column)" }
}

/// Why a template could not be parsed or rendered, and where.
package struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, for callers that treat the causes differently.
    package enum Kind: String, Sendable, Hashable {
        /// The source is not a template.
        case syntax
        /// Something that does not exist was used other than by printing or testing it.
        case undefined
        /// An operation does not apply to the values it was given.
        case invalidOperation
        /// Jinja has this, this interpreter does not.
        case unsupported
        /// The sandbox does not allow it.
        case forbidden
        /// A `TemplateLimits` bound was reached.
        case limit
        /// The template itself refused, by `raise_exception`.
        case raised
        /// The conversation does not fit the template.
        case conversation
    }

    package let kind: Kind
    package let message: String
    package let position: SourcePosition?

    package init(_ kind: Kind, _ message: String, at position: SourcePosition? = nil) {
        self.kind = kind
        self.message = message
        self.position = position
    }

    package var description: String {
        guard let position else { return "chat template: \(message)" }
        return "chat template:\(position): \(message)"
    }
}
