/// What may follow an operand: attributes, items, calls, filters and tests.
extension Parser {
    mutating func parsePostfix(of operand: Expression) throws(TemplateError) -> Expression {
        var expression = operand
        while true {
            switch current.kind {
            case .symbol(.dot): expression = try parseAttribute(of: expression)
            case .symbol(.openBracket): expression = try parseItem(of: expression)
            case .symbol(.openParenthesis): expression = try parseCall(of: expression)
            default: return expression
            }
        }
    }

    mutating func parseFilters(of operand: Expression) throws(TemplateError) -> Expression {
        var expression = operand
        while true {
            switch current.kind {
            case .symbol(.pipe):
                index += 1
                expression = try parseFilter(of: expression)
            case .name("is"):
                index += 1
                expression = try parseTest(of: expression)
            case .symbol(.openParenthesis):
                expression = try parseCall(of: expression)
            default: return expression
            }
        }
    }

    /// Parses a filter's name and arguments, the `|` already consumed.
    mutating func parseFilter(of operand: Expression) throws(TemplateError) -> Expression {
        let position = current.position
        let name = try parseDottedName()
        let arguments = current.kind == .symbol(.openParenthesis) ? try parseArguments() : .init()
        return try node(.filter(operand, name: name, arguments), at: position, over: [operand] + arguments.all)
    }

    private mutating func parseTest(of operand: Expression) throws(TemplateError) -> Expression {
        let position = current.position
        let isNegated = skip(name: "not")
        let name = try parseDottedName()
        var arguments = Expression.Arguments()
        if current.kind == .symbol(.openParenthesis) {
            arguments = try parseArguments()
        } else if startsTestArgument {
            if case .name("is") = current.kind { throw error("tests cannot be chained with 'is'", at: current) }
            arguments.positional = [try parsePostfix(of: try parsePrimary())]
        }
        let test = try node(.test(operand, name: name, arguments), at: position, over: [operand] + arguments.all)
        return isNegated ? try node(.unary(.not, test), at: position, over: [test]) : test
    }

    /// Whether a test's single argument follows without parentheses, as in `is divisibleby 3`.
    private var startsTestArgument: Bool {
        switch current.kind {
        case .name("else"), .name("or"), .name("and"): false
        case .name, .string, .integer, .float, .symbol(.openBracket), .symbol(.openBrace): true
        default: false
        }
    }

    private mutating func parseDottedName() throws(TemplateError) -> String {
        var name = try expectName()
        while skip(.dot) { name += "." + (try expectName()) }
        return name
    }

    private mutating func parseAttribute(of operand: Expression) throws(TemplateError) -> Expression {
        let position = advance().position
        let token = advance()
        switch token.kind {
        case .name(let name):
            return try node(.attribute(operand, name: name), at: position, over: [operand])
        case .integer(let value):
            let key = try node(.literal(.int(value)), at: token.position)
            return try node(.item(operand, key: key), at: position, over: [operand])
        default:
            throw error("expected a name or a number after '.', found \(token.kind)", at: token)
        }
    }

    private mutating func parseItem(of operand: Expression) throws(TemplateError) -> Expression {
        let position = advance().position
        let start = current.kind == .symbol(.colon) ? nil : try parseExpression()
        if let start, skip(.closeBracket) {
            return try node(.item(operand, key: start), at: position, over: [operand, start])
        }
        guard skip(.colon) else { throw error("expected ']' or ':', found \(current.kind)", at: current) }
        let stop = try parseSliceBound()
        let step = skip(.colon) ? try parseSliceBound() : nil
        try expect(.symbol(.closeBracket))
        return try node(
            .slice(operand, start: start, stop: stop, step: step), at: position,
            over: [operand] + [start, stop, step].compactMap { $0 })
    }

    private mutating func parseSliceBound() throws(TemplateError) -> Expression? {
        current.kind == .symbol(.colon) || current.kind == .symbol(.closeBracket) ? nil : try parseExpression()
    }

    private mutating func parseCall(of callee: Expression) throws(TemplateError) -> Expression {
        let position = current.position
        let arguments = try parseArguments()
        return try node(.call(callee, arguments), at: position, over: [callee] + arguments.all)
    }

    private mutating func parseArguments() throws(TemplateError) -> Expression.Arguments {
        try expect(.symbol(.openParenthesis))
        var arguments = Expression.Arguments()
        while !skip(.closeParenthesis) {
            if !arguments.all.isEmpty {
                try expect(.symbol(.comma))
                if skip(.closeParenthesis) { break }
            }
            try parseArgument(into: &arguments)
        }
        return arguments
    }

    private mutating func parseArgument(into arguments: inout Expression.Arguments) throws(TemplateError) {
        let token = current
        if skip(.multiply) {
            guard arguments.spread == nil, arguments.keywordSpread == nil else { throw misplaced(token) }
            arguments.spread = try parseExpression()
        } else if skip(.power) {
            guard arguments.keywordSpread == nil else { throw misplaced(token) }
            arguments.keywordSpread = try parseExpression()
        } else if case .name(let name) = token.kind, next.kind == .symbol(.assign) {
            guard arguments.keywordSpread == nil else { throw misplaced(token) }
            index += 2
            arguments.keyword.append((name, try parseExpression()))
        } else {
            guard arguments.spread == nil, arguments.keywordSpread == nil, arguments.keyword.isEmpty else {
                throw misplaced(token)
            }
            arguments.positional.append(try parseExpression())
        }
    }

    private func misplaced(_ token: Token) -> TemplateError {
        error("a positional argument must come before keyword arguments and spreads", at: token)
    }
}
