/// String and number literals, written as in Python.
extension Lexer {
    mutating func lexString(quote: Unicode.Scalar) throws(TemplateError) -> String {
        let start = index
        var value = String.UnicodeScalarView()
        index += 1
        while let scalar = self[index] {
            index += 1
            if scalar == quote { return String(value) }
            if scalar == "\\" {
                try lexEscape(into: &value)
            } else {
                value.append(scalar)
            }
        }
        throw error("the string is not closed with \(quote)", at: start)
    }

    /// Reads what follows a backslash; an escape that Python does not know stays as it is written.
    private mutating func lexEscape(into value: inout String.UnicodeScalarView) throws(TemplateError) {
        guard let escape = self[index] else { return }
        index += 1
        switch escape {
        case "\n": break
        case "\\", "'", "\"": value.append(escape)
        case "n": value.append("\n")
        case "t": value.append("\t")
        case "r": value.append("\r")
        case "a": value.append("\u{7}")
        case "b": value.append("\u{8}")
        case "f": value.append("\u{C}")
        case "v": value.append("\u{B}")
        case "x": value.append(try lexCodePoint(digits: 2))
        case "u": value.append(try lexCodePoint(digits: 4))
        case "U": value.append(try lexCodePoint(digits: 8))
        case "0"..."7": value.append(lexOctal(first: escape))
        case "N": throw error("character names (\\N{…}) are not supported: write \\u and the number", at: index - 2)
        default:
            value.append("\\")
            value.append(escape)
        }
    }

    private mutating func lexCodePoint(digits: Int) throws(TemplateError) -> Unicode.Scalar {
        let start = index - 2
        let range = index..<min(index + digits, source.count)
        guard range.count == digits, source[range].allSatisfy(\.properties.isASCIIHexDigit),
            let number = UInt32(text(range), radix: 16), let scalar = Unicode.Scalar(number)
        else { throw error("the escape is not a character", at: start) }
        index = range.upperBound
        return scalar
    }

    private mutating func lexOctal(first: Unicode.Scalar) -> Unicode.Scalar {
        var number = first.value - 48
        for _ in 0..<2 {
            guard let digit = self[index], ("0"..."7").contains(digit) else { break }
            number = number * 8 + digit.value - 48
            index += 1
        }
        return Unicode.Scalar(number) ?? "\u{FFFD}"
    }

    /// Reads an integer or a float. After a dot (`items.0.1`) only an integer is possible.
    mutating func lexNumber(allowsFraction: Bool) throws(TemplateError) -> Token.Kind {
        let start = index
        if self[index] == "0", let radix = self[index + 1].flatMap(Self.radix) { return try lexInteger(radix: radix) }
        skipDigits()
        var isFloat = false
        if allowsFraction {
            if self[index] == ".", self[index + 1]?.isDigit == true {
                isFloat = true
                index += 1
                skipDigits()
            }
            if self[index] == "e" || self[index] == "E" {
                let sign = self[index + 1] == "+" || self[index + 1] == "-" ? 1 : 0
                if self[index + 1 + sign]?.isDigit == true {
                    isFloat = true
                    index += 1 + sign
                    skipDigits()
                }
            }
        }
        let digits = text(start..<index).filter { $0 != "_" }
        if isFloat, let value = Double(digits) { return .float(value) }
        guard digits.first != "0" || digits.allSatisfy({ $0 == "0" }) else {
            throw error("a number must not start with 0", at: start)
        }
        guard let value = Int(digits) else { throw error("the number \(digits) does not fit 64 bits", at: start) }
        return .integer(value)
    }

    private mutating func lexInteger(radix: Int) throws(TemplateError) -> Token.Kind {
        let start = index
        index += 2
        while let scalar = self[index], scalar == "_" || scalar.properties.isASCIIHexDigit { index += 1 }
        let digits = text(start + 2..<index).filter { $0 != "_" }
        guard let value = Int(digits, radix: radix) else { throw error("not a 64-bit number", at: start) }
        return .integer(value)
    }

    private mutating func skipDigits() {
        while let scalar = self[index], scalar.isDigit || (scalar == "_" && self[index + 1]?.isDigit == true) {
            index += 1
        }
    }

    private static func radix(of marker: Unicode.Scalar) -> Int? {
        switch marker {
        case "x", "X": 16
        case "o", "O": 8
        case "b", "B": 2
        default: nil
        }
    }
}
