/// Splits a template into tokens, applying Jinja's white space rules with `trim_blocks` and `lstrip_blocks` on.
///
/// - A newline right after `%}` or `#}` is dropped (`+%}` keeps it).
/// - White space between the start of a line and `{%` or `{#` is dropped (`{%+` keeps it).
/// - `-` beside a delimiter drops all white space on that side.
/// - `\r\n` and `\r` become `\n`, and one newline at the end of the template is dropped.
struct Lexer {
    let source: [Unicode.Scalar]
    var index = 0
    private let lineStarts: [Int]
    private var tokens: [Token] = []
    private var brackets: [Token.Symbol] = []
    /// Whether the last delimiter swallowed a newline, so that what follows starts a line.
    private var isAtLineStart = true

    static func tokenize(_ source: String) throws(TemplateError) -> [Token] {
        var lexer = Lexer(source)
        return try lexer.run()
    }

    private init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        var previousIsReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                scalars.append("\n")
            } else if scalar != "\n" || !previousIsReturn {
                scalars.append(scalar)
            }
            previousIsReturn = scalar == "\r"
        }
        if scalars.last == "\n" { scalars.removeLast() }
        source = scalars
        lineStarts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    }

    private mutating func run() throws(TemplateError) -> [Token] {
        while index < source.count {
            guard let delimiter = nextDelimiter() else {
                emitText(index..<source.count)
                index = source.count
                break
            }
            try lexText(before: delimiter)
        }
        tokens.append(Token(kind: .end, position: position(at: source.count)))
        return tokens
    }

    /// The index of the next `{{`, `{%` or `{#`.
    private func nextDelimiter() -> Int? {
        var candidate = index
        while candidate + 1 < source.count {
            if source[candidate] == "{", "{%#".unicodeScalars.contains(source[candidate + 1]) { return candidate }
            candidate += 1
        }
        return nil
    }

    private mutating func lexText(before delimiter: Int) throws(TemplateError) {
        let opener = source[delimiter + 1]
        let sign = self[delimiter + 2]
        let hasSign = sign == "-" || sign == "+"
        emitText(stripped(index..<delimiter, sign: sign, isOutput: opener == "{"))
        index = delimiter + (hasSign ? 3 : 2)
        isAtLineStart = false
        switch opener {
        case "#": try skipComment(from: delimiter)
        case "{": try lexTag(begin: .outputBegin, end: .outputEnd, closer: "}", from: delimiter)
        default:
            if let content = rawContentStart() {
                try lexRaw(from: content, tag: delimiter)
            } else {
                try lexTag(begin: .tagBegin, end: .tagEnd, closer: "%", from: delimiter)
            }
        }
    }

    /// The part of `range` that stays in front of a tag opened with `sign`.
    private func stripped(_ range: Range<Int>, sign: Unicode.Scalar?, isOutput: Bool) -> Range<Int> {
        if sign == "-" {
            let kept = range.last { !source[$0].isPythonWhitespace }
            return range.lowerBound..<(kept.map { $0 + 1 } ?? range.lowerBound)
        }
        guard sign != "+", !isOutput else { return range }
        let newline = range.last { source[$0] == "\n" }
        guard newline != nil || isAtLineStart else { return range }
        let lineStart = newline.map { $0 + 1 } ?? range.lowerBound
        let isBlank = source[lineStart..<range.upperBound].allSatisfy(\.isPythonWhitespace)
        return isBlank ? range.lowerBound..<lineStart : range
    }

    private mutating func emitText(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        tokens.append(Token(kind: .text(text(range)), position: position(at: range.lowerBound)))
    }

    private mutating func skipComment(from start: Int) throws(TemplateError) {
        guard let close = firstIndex(of: "#", "}", from: index) else {
            throw error("the comment is not closed with '#}'", at: start)
        }
        let sign: Unicode.Scalar? = close > index ? source[close - 1] : nil
        index = close + 2
        skipAfterDelimiter(sign: sign)
    }

    /// Consumes the white space that a closing delimiter takes with it.
    private mutating func skipAfterDelimiter(sign: Unicode.Scalar?, trimsNewline: Bool = true) {
        let start = index
        if sign == "-" {
            while self[index]?.isPythonWhitespace == true { index += 1 }
        } else if sign != "+", trimsNewline, self[index] == "\n" {
            index += 1
        }
        isAtLineStart = index > start && source[index - 1] == "\n"
    }

    // MARK: Raw blocks

    /// The index after `raw` and its closing delimiter, if the tag that starts at `index` is `{% raw %}`.
    private func rawContentStart() -> (delimiterEnd: Int, sign: Unicode.Scalar?)? {
        guard let afterName = skipping(word: "raw", from: index) else { return nil }
        let sign: Unicode.Scalar? = self[afterName] == "-" ? "-" : nil
        let close = sign == nil ? afterName : afterName + 1
        guard self[close] == "%", self[close + 1] == "}" else { return nil }
        return (close + 2, sign)
    }

    private mutating func lexRaw(
        from content: (delimiterEnd: Int, sign: Unicode.Scalar?), tag: Int
    ) throws(TemplateError) {
        index = content.delimiterEnd
        skipAfterDelimiter(sign: content.sign, trimsNewline: false)
        var candidate = index
        while let open = firstIndex(of: "{", "%", from: candidate) {
            let sign = self[open + 2]
            let hasSign = sign == "-" || sign == "+"
            if let afterName = skipping(word: "endraw", from: open + (hasSign ? 3 : 2)) {
                let closeSign = self[afterName]
                let close = closeSign == "-" || closeSign == "+" ? afterName + 1 : afterName
                if self[close] == "%", self[close + 1] == "}" {
                    emitText(stripped(index..<open, sign: sign, isOutput: false))
                    index = close + 2
                    skipAfterDelimiter(sign: close > afterName ? closeSign : nil)
                    return
                }
            }
            candidate = open + 2
        }
        throw error("'raw' is not closed with '{% endraw %}'", at: tag)
    }

    /// The index after white space, `word` and more white space, or nil when something else stands there.
    private func skipping(word: String, from start: Int) -> Int? {
        var position = start
        while self[position]?.isPythonWhitespace == true { position += 1 }
        for scalar in word.unicodeScalars {
            guard self[position] == scalar else { return nil }
            position += 1
        }
        while self[position]?.isPythonWhitespace == true { position += 1 }
        return position
    }

    // MARK: Inside tags

    private mutating func lexTag(
        begin: Token.Kind, end: Token.Kind, closer: Unicode.Scalar, from start: Int
    ) throws(TemplateError) {
        tokens.append(Token(kind: begin, position: position(at: start)))
        brackets = []
        while let scalar = self[index] {
            if brackets.isEmpty, let sign = closingSign(closer) {
                tokens.append(Token(kind: end, position: position(at: index)))
                index += sign == nil ? 2 : 3
                skipAfterDelimiter(sign: sign, trimsNewline: closer == "%")
                return
            }
            if scalar.isPythonWhitespace {
                index += 1
            } else {
                let tokenStart = index
                let kind = try lexToken(startingWith: scalar)
                tokens.append(Token(kind: kind, position: position(at: tokenStart)))
            }
        }
        throw error("the tag is not closed", at: start)
    }

    /// The sign of the closing delimiter at `index`: `.some(nil)` for a plain one, nil when there is none.
    private func closingSign(_ closer: Unicode.Scalar) -> Unicode.Scalar?? {
        if self[index] == closer, self[index + 1] == "}" { return .some(nil) }
        guard let sign = self[index], sign == "-" || (sign == "+" && closer == "%") else { return nil }
        return self[index + 1] == closer && self[index + 2] == "}" ? .some(sign) : nil
    }

    private mutating func lexToken(startingWith scalar: Unicode.Scalar) throws(TemplateError) -> Token.Kind {
        if scalar == "'" || scalar == "\"" { return .string(try lexString(quote: scalar)) }
        if scalar.isDigit {
            let followsDot = tokens.last?.kind == .symbol(.dot)
            return try lexNumber(allowsFraction: !followsDot)
        }
        if scalar == "_" || scalar.properties.isXIDStart {
            let start = index
            while let next = self[index], next.properties.isXIDContinue { index += 1 }
            return .name(text(start..<index))
        }
        return .symbol(try lexSymbol())
    }

    private mutating func lexSymbol() throws(TemplateError) -> Token.Symbol {
        let start = index
        let pair = text(index..<min(index + 2, source.count))
        guard let symbol = Token.Symbol(rawValue: pair) ?? Token.Symbol(rawValue: text(index..<index + 1)) else {
            throw error("unexpected character '\(source[index])'", at: index)
        }
        index += symbol.rawValue.unicodeScalars.count
        if let closing = symbol.closing {
            brackets.append(closing)
        } else if symbol.closesBracket {
            guard let expected = brackets.popLast() else { throw error("unexpected '\(symbol.rawValue)'", at: start) }
            guard symbol == expected else {
                throw error("unexpected '\(symbol.rawValue)', expected '\(expected.rawValue)'", at: start)
            }
        }
        return symbol
    }

    // MARK: Source

    /// The scalar at `index`, or nil past the end.
    subscript(index: Int) -> Unicode.Scalar? { index < source.count ? source[index] : nil }

    func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[range])
        return String(text)
    }

    func error(_ message: String, at index: Int) -> TemplateError {
        TemplateError(.syntax, message, at: position(at: index))
    }

    private func firstIndex(of first: Unicode.Scalar, _ second: Unicode.Scalar, from start: Int) -> Int? {
        var candidate = start
        while candidate + 1 < source.count {
            if source[candidate] == first, source[candidate + 1] == second { return candidate }
            candidate += 1
        }
        return nil
    }

    private func position(at index: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: index - lineStarts[low] + 1)
    }
}
