/// HTML that is safe to show: strings put into it are escaped, other HTML is not.
///
/// `let item: HTML = "<li>\(modelOutput)</li>"` cannot be broken out of, whatever a model wrote. An interpolation
/// inside an attribute needs double quotes around it.
package struct HTML: Sendable, Hashable {
    package private(set) var text: String

    /// The same, where no line breaks inside `94.6–99.8 %`.
    var withUnbrokenNumbers: HTML {
        HTML(text: text.replacing(" %", with: "&nbsp;%").replacing("–", with: "&NoBreak;–&NoBreak;"))
    }

    package static func + (first: HTML, second: HTML) -> HTML { HTML(text: first.text + second.text) }
}

extension HTML {
    /// A sentence with text between backticks as code, in which no line breaks inside a number.
    package init(sentence: String) {
        let parts = sentence.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        self = parts.enumerated().map { place, part -> HTML in
            place.isMultiple(of: 2) ? ("\(part)" as HTML).withUnbrokenNumbers : "<code>\(part)</code>"
        }.joined()
    }
}

extension HTML {
    /// A text that comes back as it is when it is read from an attribute, invisible characters included: for what programs
    /// read, such as the value of a form's field. People may be misled by it.
    package init(attribute text: String) {
        self.text = text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            // What stands for itself is lost where HTML is read.
            case "\r": "&#13;"
            default: String(scalar)
            }
        }.joined()
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { text = value }

    package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ html: HTML) { text += html.text }

        package mutating func appendInterpolation(_ value: String) { text += escaped(value) }

        package mutating func appendInterpolation(_ value: Int) { text += String(value) }

        package mutating func appendInterpolation(_ value: Double) { text += String(value) }

        /// A length or a place in a drawing, to a tenth of a pixel; what is no number is 0.
        package mutating func appendInterpolation(px value: Double) {
            let tenths = (value * 10).rounded()
            let rounded = tenths.isFinite && tenths != 0 ? tenths / 10 : 0
            text += rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
        }
    }
}

extension Sequence<HTML> {
    package func joined() -> HTML { HTML(text: map(\.text).joined()) }
}

/// The text with HTML's special characters escaped and its invisible ones shown; good in XML too, as what is left of
/// control characters are line breaks and tabs.
package func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.withInvisiblesShown.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension String {
    /// The text with every character that could not be seen shown as `⟦U+200B⟧`: a trigger may be such a character, and some
    /// of them reorder or break what stands beside them.
    package var withInvisiblesShown: String {
        guard unicodeScalars.contains(where: \.isInvisible) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            guard scalar.isInvisible else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let code = String(scalar.value, radix: 16, uppercase: true)
            result += "⟦U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code + "⟧"
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether a browser would show nothing for the character, other than the white space it stands for.
    fileprivate var isInvisible: Bool {
        if (" "..."~").contains(self) { return false }
        switch properties.generalCategory {
        case .control: return self != "\n" && self != "\t"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
        case .spaceSeparator: return self != " "
        default: return properties.isDefaultIgnorableCodePoint
        }
    }
}
