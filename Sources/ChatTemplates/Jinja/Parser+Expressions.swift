/// Expressions, one method per level of Jinja's operator precedence, loosest first.
extension Parser {
    /// Makes a node over `children`, refusing trees higher than the nesting limit.
    func node(
        _ kind: Expression.Kind, at position: SourcePosition, over children: [Expression] = []
    ) throws(TemplateError) -> Expression {
        let depth = (children.lazy.map(\.depth).max() ?? 0) + 1
        guard depth <= limits.nesting else { throw nestingError(at: position) }
        return Expression(kind: kind, position: position, depth: depth)
    }

    /// Parses expressions separated by commas: a tuple, or the expression itself when there is no comma.
    mutating func parseTuple(
        allowsConditional: Bool = true, allowsEmpty: Bool = false
    ) throws(TemplateError) -> Expression {
        let start = current
        var elements: [Expression] = []
        var isTuple = false
        while !endsTuple {
            elements.append(allowsConditional ? try parseExpression() : try parseOr())
            guard skip(.comma) else { break }
            isTuple = true
        }
        if !isTuple {
            if let element = elements.first { return element }
            guard allowsEmpty else { throw error("expected an expression, found \(current.kind)", at: start) }
        }
        return try node(.tuple(elements), at: start.position, over: elements)
    }

    private var endsTuple: Bool {
        switch current.kind {
        case .outputEnd, .tagEnd, .symbol(.closeParenthesis), .end: true
        default: false
        }
    }

    mutating func parseExpression() throws(TemplateError) -> Expression {
        try enter()
        defer { leave() }
        var expression = try parseOr()
        while case .name("if") = current.kind {
            let position = advance().position
            let condition = try parseOr()
            let otherwise = skip(name: "else") ? try parseExpression() : nil
            expression = try node(
                .conditional(expression, condition: condition, otherwise: otherwise), at: position,
                over: [expression, condition] + (otherwise.map { [$0] } ?? []))
        }
        return expression
    }

    private mutating func parseOr() throws(TemplateError) -> Expression {
        var left = try parseAnd()
        while case .name("or") = current.kind {
            let position = advance().position
            let right = try parseAnd()
            left = try node(.or(left, right), at: position, over: [left, right])
        }
        return left
    }

    private mutating func parseAnd() throws(TemplateError) -> Expression {
        var left = try parseNot()
        while case .name("and") = current.kind {
            let position = advance().position
            let right = try parseNot()
            left = try node(.and(left, right), at: position, over: [left, right])
        }
        return left
    }

    private mutating func parseNot() throws(TemplateError) -> Expression {
        guard case .name("not") = current.kind else { return try parseComparison() }
        try enter()
        defer { leave() }
        let position = advance().position
        let operand = try parseNot()
        return try node(.unary(.not, operand), at: position, over: [operand])
    }

    private mutating func parseComparison() throws(TemplateError) -> Expression {
        let first = try parseBinary()
        var rest: [(comparison: ComparisonOperator, operand: Expression)] = []
        let position = current.position
        while let comparison = skipComparisonOperator() {
            rest.append((comparison, try parseBinary()))
        }
        if rest.isEmpty { return first }
        return try node(.comparison(first, rest), at: position, over: [first] + rest.map(\.operand))
    }

    private mutating func skipComparisonOperator() -> ComparisonOperator? {
        switch current.kind {
        case .symbol(let symbol):
            guard let comparison = ComparisonOperator(rawValue: symbol.rawValue) else { return nil }
            index += 1
            return comparison
        case .name("in"):
            index += 1
            return .contained
        case .name("not") where next.kind == .name("in"):
            index += 2
            return .notContained
        default:
            return nil
        }
    }

    /// How tightly a binary operator binds; all of them associate to the left.
    private static let precedence: [Token.Symbol: Int] = [
        .plus: 1, .minus: 1, .tilde: 2, .multiply: 3, .divide: 3, .floorDivide: 3, .modulo: 3, .power: 4,
    ]

    /// Parses operands joined by operators that bind at least as tightly as `minimum`.
    private mutating func parseBinary(binding minimum: Int = 1) throws(TemplateError) -> Expression {
        var left = try parseUnary()
        while case .symbol(let symbol) = current.kind, let precedence = Self.precedence[symbol], precedence >= minimum {
            let position = advance().position
            let right = try parseBinary(binding: precedence + 1)
            left = try join(left, symbol, right, at: position)
        }
        return left
    }

    private func join(
        _ left: Expression, _ symbol: Token.Symbol, _ right: Expression, at position: SourcePosition
    ) throws(TemplateError) -> Expression {
        if let binary = BinaryOperator(rawValue: symbol.rawValue) {
            return try node(.binary(binary, left, right), at: position, over: [left, right])
        }
        if case .concatenation(let parts) = left.kind {
            return try node(.concatenation(parts + [right]), at: left.position, over: [left, right])
        }
        return try node(.concatenation([left, right]), at: position, over: [left, right])
    }

    private mutating func parseUnary(allowsFilters: Bool = true) throws(TemplateError) -> Expression {
        let position = current.position
        var expression: Expression
        if current.kind == .symbol(.minus) || current.kind == .symbol(.plus) {
            try enter()
            defer { leave() }
            let sign: UnaryOperator = advance().kind == .symbol(.minus) ? .negative : .positive
            let operand = try parseUnary(allowsFilters: false)
            expression = try node(.unary(sign, operand), at: position, over: [operand])
        } else {
            expression = try parsePrimary()
        }
        expression = try parsePostfix(of: expression)
        return allowsFilters ? try parseFilters(of: expression) : expression
    }

    // MARK: Primaries

    mutating func parsePrimary() throws(TemplateError) -> Expression {
        let token = advance()
        switch token.kind {
        case .name(let name): return try parseName(name, at: token.position)
        case .string(var text):
            while case .string(let more) = current.kind {
                text += more
                index += 1
            }
            return try node(.literal(.string(text)), at: token.position)
        case .integer(let value): return try node(.literal(.int(value)), at: token.position)
        case .float(let value): return try node(.literal(.float(value)), at: token.position)
        case .symbol(.openParenthesis):
            let tuple = try parseTuple(allowsEmpty: true)
            try expect(.symbol(.closeParenthesis))
            return tuple
        case .symbol(.openBracket):
            let elements = try parseElements(until: .closeBracket) { (parser) throws(TemplateError) in
                try parser.parseExpression()
            }
            return try node(.list(elements), at: token.position, over: elements)
        case .symbol(.openBrace):
            let pairs = try parseElements(until: .closeBrace) { (parser) throws(TemplateError) in
                let key = try parser.parseExpression()
                try parser.expect(.symbol(.colon))
                return (key: key, value: try parser.parseExpression())
            }
            return try node(.mapping(pairs), at: token.position, over: pairs.flatMap { [$0.key, $0.value] })
        default:
            throw error("unexpected \(token.kind)", at: token)
        }
    }

    private mutating func parseName(_ name: String, at position: SourcePosition) throws(TemplateError) -> Expression {
        switch name {
        case "true", "True": return try node(.literal(.bool(true)), at: position)
        case "false", "False": return try node(.literal(.bool(false)), at: position)
        case "none", "None": return try node(.literal(.none), at: position)
        default:
            if ["varargs", "kwargs", "caller"].contains(name) { implicitNames.insert(name) }
            return try node(.name(name), at: position)
        }
    }

    /// Parses elements separated by commas, a trailing comma allowed, and the symbol that closes them.
    private mutating func parseElements<Element>(
        until closing: Token.Symbol, _ parseElement: (inout Parser) throws(TemplateError) -> Element
    ) throws(TemplateError) -> [Element] {
        var elements: [Element] = []
        while !skip(closing) {
            if !elements.isEmpty {
                try expect(.symbol(.comma))
                if skip(closing) { break }
            }
            elements.append(try parseElement(&self))
        }
        return elements
    }
}
