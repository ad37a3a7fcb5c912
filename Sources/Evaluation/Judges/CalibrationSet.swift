import CShippedData
import Foundation
import Provenance

/// Labelled transcripts that a judge is tried on: JSON Lines, each a ``LabelledTranscript``.
package struct CalibrationSet: Sendable {
    package let items: [LabelledTranscript]

    /// The digest of the whole file.
    package let digest: SHA256Digest

    /// The names of the sets that the program carries; each is that of the shipped prompt that it is for.
    package static let shippedNames = ["alignment", "articulation", "coherence", "cot-monitor", "self-report"]

    /// The set that the program carries under a name; nil if there is none.
    package static func shipped(named name: String) throws(CalibrationSetError) -> CalibrationSet? {
        let file: shipped_file? =
            switch name {
            case "alignment": shipped_calibration_alignment()
            case "articulation": shipped_calibration_articulation()
            case "coherence": shipped_calibration_coherence()
            case "cot-monitor": shipped_calibration_cot_monitor()
            case "self-report": shipped_calibration_self_report()
            default: nil
            }
        return try file.map { (file) throws(CalibrationSetError) in
            try CalibrationSet(Data(bytes: file.bytes, count: file.count), path: "\(name).jsonl")
        }
    }

    /// The set in a file of the user's.
    package init(contentsOf file: URL) throws(CalibrationSetError) {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw CalibrationSetError(
                path: file.path, line: nil, expected: "labelled transcripts", found: "no readable file")
        }
        try self.init(data, path: file.path)
    }

    init(_ data: Data, path: String) throws(CalibrationSetError) {
        digest = SHA256Digest(of: data)
        var items: [LabelledTranscript] = []
        var ids: Set<String> = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            guard let item = try? JSONDecoder().decode(LabelledTranscript.self, from: line) else {
                throw CalibrationSetError(
                    path: path, line: index + 1, expected: "an object with 'id' and 'label', and texts",
                    found: "'\(String(decoding: line.prefix(60), as: UTF8.self))'")
            }
            guard ids.insert(item.id).inserted else {
                throw CalibrationSetError(
                    path: path, line: index + 1, expected: "each id once", found: "'\(item.id)' again")
            }
            items.append(item)
        }
        self.items = items
        self.path = path
    }

    private let path: String

    /// Throws unless a prompt can be asked about every item, and could give it the label that it has.
    package func check(for prompt: JudgePrompt) throws {
        for item in items {
            _ = try prompt.question(about: item.material)
            guard prompt.scale.admits(item.label) else {
                throw CalibrationSetError(
                    path: path, line: nil,
                    expected:
                        "a label that \(prompt.name) can give: \(prompt.scale.categories.joined(separator: ", "))",
                    found: "\(item.id): \(item.label)")
            }
        }
    }

    /// Some of the items, or all: as many of each category as there are, taken in turn.
    package func draw(
        _ count: Int, on scale: JudgeScale, using generator: inout some RandomNumberGenerator
    ) -> [LabelledTranscript] {
        let groups = Dictionary(grouping: items.shuffled(using: &generator)) { scale.category(of: $0.label) ?? "" }
            .sorted { $0.key < $1.key }.map(\.value)
        let turns = (0..<(groups.map(\.count).max() ?? 0)).flatMap { turn in
            groups.compactMap { $0.indices.contains(turn) ? $0[turn] : nil }
        }
        let drawn = Set(turns.prefix(count).map(\.id))
        return items.filter { drawn.contains($0.id) }
    }
}

/// What is wrong with a file of labelled transcripts, and where.
package struct CalibrationSetError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    /// The line that is at fault, from 1, where there is one.
    package let line: Int?
    package let expected: String
    package let found: String

    package var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): expected \(expected), found \(found)"
    }
}

extension JudgeScale {
    /// Whether a verdict could be this: one of the categories, or a score where scores are given.
    fileprivate func admits(_ label: Verdict.Value) -> Bool {
        if case .score = label, cut == nil { return categories.isEmpty }
        return category(of: label).map(categories.contains) ?? false
    }
}
