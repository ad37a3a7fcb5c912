import Foundation
import Mustache
import Reports

/// The templates of all pages. Whatever is put into one is escaped as in the report, but for `HTML`, which goes between
/// three braces.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    init() throws {
        MustacheContentTypes.register(EscapedText(), named: "ESCAPED")
        var library = MustacheLibrary()
        for (name, bytes) in Self.files {
            // Each template says for itself how it escapes.
            let text = "{{% CONTENT_TYPE:ESCAPED}}" + String(decoding: bytes, as: UTF8.self)
            try library.register(text, named: name)
        }
        self.library = library
    }

    func render(_ page: some Page) -> String {
        library.render(page, withTemplate: type(of: page).template) ?? ""
    }

    static var files: [(name: String, bytes: [UInt8])] {
        [
            ("layout", PackageResources.layout_mustache), ("overview", PackageResources.overview_mustache),
            ("run", PackageResources.run_mustache), ("live", PackageResources.live_mustache),
            ("transcripts", PackageResources.transcripts_mustache), ("filters", PackageResources.filters_mustache),
            ("side", PackageResources.side_mustache), ("label", PackageResources.label_mustache),
            ("help", PackageResources.help_mustache), ("tokens", PackageResources.tokens_mustache),
            ("token", PackageResources.token_mustache), ("rows", PackageResources.rows_mustache),
            ("error", PackageResources.error_mustache), ("compare", PackageResources.compare_mustache),
        ]
    }
}

/// What a template is filled with: its stored properties, by name.
protocol Page: Sendable {
    static var template: String { get }
}

/// HTML's special characters escaped, and invisible characters shown.
private struct EscapedText: MustacheContentType {
    func escapeText(_ text: String) -> String { escaped(text) }
}

extension HTML: MustacheCustomRenderable {
    package var renderText: String { text }
    package var isNull: Bool { text.isEmpty }
}
