import Foundation
import Provenance

/// JSON as Inspect's logs have it: names in snake case, and a bare `NaN` for a score that says nothing.
struct InspectEncoder {
    private let encoder = JSONEncoder()
    /// What stands for NaN until the text is there; no one can have written it into a transcript.
    private let placeholder = UUID().uuidString

    init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: placeholder)
    }

    func data(_ value: some Encodable) throws -> Data {
        var data = try encoder.encode(value)
        let quoted = Data("\"\(placeholder)\"".utf8)
        while let range = data.range(of: quoted) { data.replaceSubrange(range, with: Data("NaN".utf8)) }
        return data
    }
}
