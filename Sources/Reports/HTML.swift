/// HTML that is safe to show: strings put into it are escaped, other HTML is not.
///
/// `let item: HTML = "<li>\(modelOutput)</li>"` cannot be broken out of, whatever a model wrote. An interpolation
/// inside an attribute needs double quotes around it.
struct HTML: Sendable, Hashable {
    private(set) var text: String

    /// The same, where no line breaks inside `94.6–99.8 %`.
    var withUnbrokenNumbers: HTML {
        HTML(text: text.replacing(" %", with: "&nbsp;%").replacing("–", with: "&NoBreak;–&NoBreak;"))
    }

    static func + (first: HTML, second: HTML) -> HTML { HTML(text: first.text + second.text) }
}

extension HTML: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ html: HTML) { text += html.text }

        mutating func appendInterpolation(_ value: String) { text += escaped(value) }

        mutating func appendInterpolation(_ value: Int) { text += String(value) }

        mutating func appendInterpolation(_ value: Double) { text += String(value) }
    }
}

extension Sequence<HTML> {
    func joined() -> HTML { reduce(into: HTML("")) { $0 = $0 + $1 } }
}

/// The text with HTML's special characters escaped, and every character that could not be seen shown as `⟦U+200B⟧`: a
/// trigger may be such a character, and some of them reorder or break what stands beside them.
private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case _ where scalar.isInvisible:
            let code = String(scalar.value, radix: 16, uppercase: true)
            result += "⟦U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code + "⟧"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension Unicode.Scalar {
    /// Whether a browser would show nothing for the character, other than the white space it stands for.
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control: self != "\n" && self != "\t"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        case .spaceSeparator: self != " "
        default: properties.isDefaultIgnorableCodePoint
        }
    }
}
