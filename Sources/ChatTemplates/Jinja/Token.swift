/// One lexical unit of a template.
struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case text(String)
        case outputBegin, outputEnd
        case tagBegin, tagEnd
        case name(String)
        case string(String)
        case integer(Int)
        case float(Double)
        case symbol(Symbol)
        case end
    }

    /// Operators and punctuation.
    enum Symbol: String, Sendable, CaseIterable {
        case floorDivide = "//"
        case power = "**"
        case equal = "=="
        case notEqual = "!="
        case greaterOrEqual = ">="
        case lessOrEqual = "<="
        case plus = "+"
        case minus = "-"
        case divide = "/"
        case multiply = "*"
        case modulo = "%"
        case tilde = "~"
        case openBracket = "["
        case closeBracket = "]"
        case openParenthesis = "("
        case closeParenthesis = ")"
        case openBrace = "{"
        case closeBrace = "}"
        case greater = ">"
        case less = "<"
        case assign = "="
        case dot = "."
        case colon = ":"
        case pipe = "|"
        case comma = ","

        /// The bracket that closes this one, if it opens one.
        var closing: Symbol? {
            switch self {
            case .openBracket: .closeBracket
            case .openParenthesis: .closeParenthesis
            case .openBrace: .closeBrace
            default: nil
            }
        }

        var closesBracket: Bool { self == .closeBracket || self == .closeParenthesis || self == .closeBrace }
    }

    let kind: Kind
    let position: SourcePosition
}

extension Token.Kind: CustomStringConvertible {
    /// The token as an error message names it.
    var description: String {
        switch self {
        case .text: "template text"
        case .outputBegin: "'{{'"
        case .outputEnd: "'}}'"
        case .tagBegin: "'{%'"
        case .tagEnd: "'%}'"
        case .name(let name): "'\(name)'"
        case .string: "a string"
        case .integer(let value): "'\(value)'"
        case .float(let value): "'\(value)'"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end of the template"
        }
    }
}
