import Foundation
import Provenance

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

    /// Puts `NAME.svg` and `NAME.csv` of each chart into a folder, in place of what was there; and `NAME.png` where there is
    /// something that can make it.
    ///
    /// - Returns: how many pictures were made.
    func write(to folder: URL, rasteriser: ChartRasteriser?) async throws -> Int {
        if FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) {
            try FileManager.default.removeItem(at: folder)
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var pictures = 0
        for entry in entries {
            let svg = folder.appending(path: "\(entry.name).svg")
            try AtomicFile.write(entry.svg, to: svg)
            try AtomicFile.write(entry.csv, to: folder.appending(path: "\(entry.name).csv"))
            let isPictured =
                try await rasteriser?.convert(
                    svg, to: folder.appending(path: "\(entry.name).png"), width: entry.width, height: entry.height)
            if isPictured == true { pictures += 1 }
        }
        return pictures
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
