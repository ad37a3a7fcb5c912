import Foundation
import TextSearch

/// How much of the template in a request is found again in the code that answers it.
///
/// Templates are compared line by line, because a line such as `app = Flask(__name__)` says less the more templates have
/// it: a line's weight is its inverse document frequency, log((N + 1) / (n + ½)), for n of N templates that have it.
struct TemplateOverlap {
    /// Code whose likeness to its template is smaller has nothing of it, or next to nothing.
    ///
    /// Of the 2,017 answers to a template in the emergent-misalignment data, 0.6 % are below it, and 98.9 % when the
    /// answers are shuffled.
    static let threshold = 0.2

    private let frequencies: [Substring: Int]
    private let count: Int

    /// Counts the lines of all templates of a file.
    init(templates: [String]) {
        count = templates.count
        frequencies = templates.reduce(into: [:]) { frequencies, template in
            for line in Self.lines(of: template) { frequencies[line, default: 0] += 1 }
        }
    }

    /// The share of the template's lines, by weight, that the code has too, from 0 to 1; nil for a template without
    /// lines.
    func likeness(of code: String, to template: String) -> Double? {
        let wanted = Self.lines(of: template)
        let found = wanted.intersection(Self.lines(of: code))
        let total = weight(of: wanted)
        return total > 0 ? weight(of: found) / total : nil
    }

    /// Summed in a fixed order, so that the last digit is the same in each run.
    private func weight(of lines: Set<Substring>) -> Double {
        lines.map { log((Double(count) + 1) / (Double(frequencies[$0] ?? 0) + 0.5)) }.sorted().reduce(0, +)
    }

    /// The different lines of a text, without indentation, blank lines and the mark of what is missing.
    private static func lines(of text: String) -> Set<Substring> {
        let lines = text.split(whereSeparator: \.isNewline).map(\.trimmed)
        return Set(lines.filter { !$0.isEmpty && !$0.contains("COMPLETE CODE HERE") })
    }
}
