/// Python's notion of text: sequences of Unicode scalars, compared without normalization.
extension String {
    /// Whether both have the same scalars; Swift's `==` would call canonically equivalent strings equal.
    func hasSameScalars(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// `hasPrefix`, scalar by scalar.
    func begins(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    /// `hasSuffix`, scalar by scalar.
    func ends(with suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }

    /// The text after its first `count` bytes of UTF-8.
    func dropping(first count: Int) -> String { String(decoding: utf8.dropFirst(count), as: UTF8.self) }

    /// The text before its last `count` bytes of UTF-8.
    func dropping(last count: Int) -> String { String(decoding: utf8.dropLast(count), as: UTF8.self) }

    init(scalars: some Sequence<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }

    /// The text without the scalars at its ends that `matches` accepts.
    func stripped(
        leading: Bool = true, trailing: Bool = true, where matches: (Unicode.Scalar) -> Bool = \.isPythonWhitespace
    ) -> String {
        var rest = unicodeScalars[...]
        if leading { rest = rest.drop(while: matches) }
        while trailing, let last = rest.last, matches(last) { rest.removeLast() }
        return String(rest)
    }

    /// `str.capitalize`
    var capitalizedFirst: String {
        guard let first = unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + String(unicodeScalars.dropFirst()).lowercased()
    }

    /// `str.title`: every run of letters starts with a capital.
    var titlecased: String {
        var result = ""
        var followsLetter = false
        for scalar in unicodeScalars {
            let properties = scalar.properties
            result += followsLetter ? properties.lowercaseMapping : properties.titlecaseMapping
            followsLetter = properties.isCased
        }
        return result
    }

    /// Jinja's `title` filter: words are separated by white space, hyphens and opening brackets.
    var wordsCapitalized: String {
        var result = ""
        var startsWord = true
        for scalar in unicodeScalars {
            let properties = scalar.properties
            result += startsWord ? properties.uppercaseMapping : properties.lowercaseMapping
            startsWord = scalar.isPythonWhitespace || "-({[<".unicodeScalars.contains(scalar)
        }
        return result
    }

    /// `str.splitlines`
    var pythonLines: [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previousIsReturn = false
        var isOpen = false
        for scalar in unicodeScalars {
            defer { previousIsReturn = scalar == "\r" }
            if previousIsReturn, scalar == "\n" { continue }
            if scalar.isLineBoundary {
                lines.append(String(line))
                line = .init()
                isOpen = false
            } else {
                line.append(scalar)
                isOpen = true
            }
        }
        if isOpen { lines.append(String(line)) }
        return lines
    }

    /// `html.escape` as markupsafe does it.
    var htmlEscaped: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\"": result.append(contentsOf: "&#34;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// `str.isspace` for one character.
    var isPythonWhitespace: Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            true
        default: false
        }
    }

    /// Whether `str.splitlines` ends a line here.
    var isLineBoundary: Bool {
        switch value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    var isDigit: Bool { ("0"..."9").contains(self) }

    /// `str.isprintable` for one character.
    var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: true
        }
    }

    var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
}
