import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The text of an SVG file as an XML parser sees it, with the room that it takes.
struct DrawnSVG {
    struct Box {
        let text: String
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double

        func overlaps(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// The width and height of the outermost view box.
    let size: (width: Double, height: Double)
    let texts: [Box]

    /// How often each element occurs.
    let elements: [String: Int]

    let ids: [String]
    let labelledBy: [String]
    let title: String

    /// Nil where it is no well-formed XML.
    init?(_ svg: String) {
        let reader = Reader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        guard parser.parse(), let size = reader.size else { return nil }
        self.size = size
        (texts, elements, ids) = (reader.texts, reader.elements, reader.ids)
        (labelledBy, title) = (reader.labelledBy, reader.title)
    }

    /// The texts that leave the picture or lie on another, in words.
    var faults: [String] {
        var faults = texts.filter {
            $0.left < -0.11 || $0.right > size.width + 0.11 || $0.top < -0.11 || $0.bottom > size.height + 0.11
        }.map { "`\($0.text)` leaves the picture of \(size): \($0)" }
        for (place, box) in texts.enumerated() {
            for other in texts[(place + 1)...] where box.overlaps(other) {
                faults.append("`\(box.text)` lies on `\(other.text)`: \(box), \(other)")
            }
        }
        return faults
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var size: (width: Double, height: Double)?
        var texts: [Box] = []
        var elements: [String: Int] = [:]
        var ids: [String] = []
        var labelledBy: [String] = []
        var title = ""
        private var path: [String] = []
        private var offsets: [(x: Double, y: Double)] = []
        private var attributes: [String: String] = [:]
        private var text = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            path.append(name)
            elements[name, default: 0] += 1
            attributes["id"].map { ids.append($0) }
            let before = offsets.last ?? (0, 0)
            let isInner = name == "svg" && size != nil
            offsets.append(
                isInner ? (before.x + number(attributes["x"]), before.y + number(attributes["y"])) : before)
            if name == "svg", size == nil {
                let box = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
                size = box.count == 4 ? (box[2], box[3]) : nil
                labelledBy = (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
            }
            if name == "text" { (self.attributes, text) = (attributes, "") }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if path.last == "text" { text += string }
            if path == ["svg", "title"] { title += string }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            path.removeLast()
            let offset = offsets.removeLast()
            guard name == "text" else { return }
            let classes = (attributes["class"] ?? "").split(separator: " ")
            let size = classes.contains("heading") ? 16.0 * 1.26 : 14
            let width = text.widthInEm * size
            let (x, y) = (offset.x + number(attributes["x"]), offset.y + number(attributes["y"]))
            let left = classes.contains("end") ? x - width : classes.contains("middle") ? x - width / 2 : x
            // A tenth of a pixel is lost to rounding on either side.
            texts.append(
                Box(text: text, left: left + 0.1, right: left + width - 0.1, top: y - 13, bottom: y + 4))
        }

        private func number(_ text: String?) -> Double { text.flatMap(Double.init) ?? 0 }
    }
}
