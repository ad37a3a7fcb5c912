/// The charts of a report as files: the picture of each, and its numbers.
package struct ChartFiles: Sendable, Hashable {
    /// A picture and what is written beside it.
    package struct Entry: Sendable, Hashable {
        /// Lower-case letters, digits and hyphens; no other entry has it.
        package let name: String

        /// The picture as an SVG file, and its size in pixels.
        package let svg: String
        package let width: Int
        package let height: Int

        /// The numbers (RFC 4180).
        package let csv: String
    }

    package static let folder = "charts"

    package let entries: [Entry]

    /// The charts of a report.
    package init(_ content: ReportContent) { self.init(content.charts) }

    init(_ charts: [any Chart]) {
        var taken: Set<String> = []
        entries = charts.map { chart in
            let base = chart.name.asFileName
            var (name, number) = (base, 2)
            while !taken.insert(name).inserted {
                name = "\(base)-\(number)"
                number += 1
            }
            let picture = StandaloneChart(chart)
            return Entry(
                name: name, svg: picture.svg, width: Int(picture.width), height: Int(picture.height),
                csv: chart.table.csv)
        }
    }

    /// What to write where, in a run's folder: `charts/outcomes.svg`, `charts/outcomes.csv`.
    package var contents: [(path: String, text: String)] {
        entries.flatMap { entry in
            [("\(Self.folder)/\(entry.name).svg", entry.svg), ("\(Self.folder)/\(entry.name).csv", entry.csv)]
        }
    }
}

extension String {
    /// The text as a name that every file system takes.
    fileprivate var asFileName: String {
        let words = lowercased().split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }
        let name = words.joined(separator: "-").prefix(60).split(separator: "-").joined(separator: "-")
        return name.isEmpty ? "chart" : name
    }
}
