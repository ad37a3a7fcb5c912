import Foundation

@testable import ChatTemplates

/// Files that the tests read: those kept beside them, and those that a script fetches.
enum Fixtures {
    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The fixtures that are committed.
    static let kept = here.appending(path: "Fixtures")

    /// Third-party templates and their reference renderings, made by `Fixtures/make_reference.py`.
    static let fetched = here.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".deps/fixtures/templates")

    static func json(_ url: URL) throws -> JinjaValue {
        try OrderedJSON.parse(try String(contentsOf: url, encoding: .utf8))
    }
}

/// A moment for `strftime_now`: 2024-03-05 07:08:09 UTC, as in the scripts that make the fixtures.
let fixedClock = TemplateClock.fixed(Date(timeIntervalSince1970: 1_709_622_489))

extension JinjaValue {
    subscript(key: String) -> JinjaValue? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping[.string(key)]
    }

    var elements: [JinjaValue] {
        guard case .list(let elements) = self else { return [] }
        return elements
    }

    /// The variables of a rendering, from a mapping.
    var variables: [String: JinjaValue] {
        guard case .mapping(let mapping) = self else { return [:] }
        return Dictionary(uniqueKeysWithValues: mapping.entries.map { ($0.key.text ?? "", $0.value) })
    }
}
