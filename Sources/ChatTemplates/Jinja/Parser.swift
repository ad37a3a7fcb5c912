/// A recursive-descent parser from tokens to statements.
struct Parser {
    let tokens: [Token]
    let limits: TemplateLimits
    var index = 0
    private var nesting = 0
    private var loopNesting = 0
    /// The names among `varargs`, `kwargs` and `caller` read since the innermost macro began.
    var implicitNames: Set<String> = []

    static func parse(_ source: String, limits: TemplateLimits) throws(TemplateError) -> [Statement] {
        guard source.utf8.count <= limits.sourceBytes else {
            throw TemplateError(.limit, "the template is larger than \(limits.sourceBytes) bytes")
        }
        var parser = Parser(tokens: try Lexer.tokenize(source), limits: limits)
        return try parser.parseBody(until: [])
    }

    private init(tokens: [Token], limits: TemplateLimits) {
        self.tokens = tokens
        self.limits = limits
    }

    /// Parses statements up to a tag named in `terminators`, whose name is left as the current token.
    private mutating func parseBody(until terminators: Set<String>) throws(TemplateError) -> [Statement] {
        try enter()
        defer { leave() }
        var body: [Statement] = []
        while true {
            let token = advance()
            switch token.kind {
            case .text(let text):
                body.append(.text(text))
            case .outputBegin:
                body.append(.output(try parseTuple()))
                try expect(.outputEnd)
            case .tagBegin:
                if case .name(let name) = current.kind, terminators.contains(name) { return body }
                body.append(try parseTag())
            case .end:
                guard terminators.isEmpty else {
                    throw error("expected '{% \(terminators.sorted().joined(separator: " %}' or '{% ")) %}'", at: token)
                }
                return body
            default:
                throw error("unexpected \(token.kind)", at: token)
            }
        }
    }

    /// Parses one tag and, where it has one, its body.
    private mutating func parseTag() throws(TemplateError) -> Statement {
        let token = current
        let name = try expectName()
        switch name {
        case "if": return try parseIf()
        case "for": return try parseFor()
        case "set": return try parseSet()
        case "macro": return try parseMacro()
        case "call": return try parseCallBlock(at: token)
        case "filter": return try parseFilterBlock(at: token)
        case "with": return try parseWith()
        case "generation":
            return .generation(try parseBlock(closedBy: "endgeneration"))
        case "break", "continue":
            guard loopNesting > 0 else { throw error("'\(name)' outside a loop", at: token) }
            try expect(.tagEnd)
            return name == "break" ? .breakLoop : .continueLoop
        case "include", "import", "from", "extends", "block", "autoescape", "do", "trans", "print":
            throw TemplateError(.unsupported, "the tag '\(name)' is not supported", at: token.position)
        default:
            throw error("unknown tag '\(name)'", at: token)
        }
    }

    /// Parses the end of an opening tag, which may have a colon as in Python, and the body up to `terminators`.
    private mutating func parseBlock(until terminators: Set<String>) throws(TemplateError) -> [Statement] {
        _ = skip(.colon)
        try expect(.tagEnd)
        return try parseBody(until: terminators)
    }

    /// Parses the end of an opening tag, its body, and the tag `terminator` that ends it.
    private mutating func parseBlock(closedBy terminator: String) throws(TemplateError) -> [Statement] {
        let body = try parseBlock(until: [terminator])
        index += 1
        try expect(.tagEnd)
        return body
    }

    private mutating func parseIf() throws(TemplateError) -> Statement {
        var branches: [(condition: Expression, body: [Statement])] = []
        while true {
            let condition = try parseTuple(allowsConditional: false)
            branches.append((condition, try parseBlock(until: ["elif", "else", "endif"])))
            if skip(name: "elif") { continue }
            return .conditional(branches, otherwise: try parseElse(orEnd: "endif"))
        }
    }

    private mutating func parseElse(orEnd terminator: String) throws(TemplateError) -> [Statement] {
        if skip(name: "else") { return try parseBlock(closedBy: terminator) }
        index += 1
        try expect(.tagEnd)
        return []
    }

    private mutating func parseFor() throws(TemplateError) -> Statement {
        let target = try parseTarget(allowsAttribute: false)
        try expect(name: "in")
        let iterable = try parseTuple(allowsConditional: false)
        let condition = skip(name: "if") ? try parseExpression() : nil
        if case .name("recursive") = current.kind {
            throw TemplateError(.unsupported, "recursive loops are not supported", at: current.position)
        }
        loopNesting += 1
        let body = try parseBlock(until: ["else", "endfor"])
        loopNesting -= 1
        let otherwise = try parseElse(orEnd: "endfor")
        return .loop(
            .init(target: target, iterable: iterable, condition: condition, body: body, otherwise: otherwise))
    }

    private mutating func parseSet() throws(TemplateError) -> Statement {
        let target = try parseTarget(allowsAttribute: true)
        if skip(.assign) {
            let value = try parseTuple()
            try expect(.tagEnd)
            return .set(target, value)
        }
        let value = try parseFilters(of: try node(.capturedText, at: target.position))
        return .capture(target, body: try parseBlock(closedBy: "endset"), value: value)
    }

    private mutating func parseFilterBlock(at token: Token) throws(TemplateError) -> Statement {
        let captured = try node(.capturedText, at: token.position)
        let value = try parseFilters(of: try parseFilter(of: captured))
        return .filtered(body: try parseBlock(closedBy: "endfilter"), value: value)
    }

    private mutating func parseWith() throws(TemplateError) -> Statement {
        var bindings: [(target: AssignmentTarget, value: Expression)] = []
        while current.kind != .tagEnd {
            if !bindings.isEmpty { try expect(.symbol(.comma)) }
            let target = try parseTarget(allowsAttribute: false)
            try expect(.symbol(.assign))
            bindings.append((target, try parseExpression()))
        }
        return .with(bindings, body: try parseBlock(closedBy: "endwith"))
    }

    // MARK: Macros

    private mutating func parseMacro() throws(TemplateError) -> Statement {
        let position = current.position
        let name = try expectName()
        return .macro(try parseMacroDefinition(name: name, terminator: "endmacro", at: position))
    }

    private mutating func parseCallBlock(at token: Token) throws(TemplateError) -> Statement {
        let parameters = current.kind == .symbol(.openParenthesis) ? try parseParameters() : []
        let call = try parseExpression()
        guard case .call(let callee, let arguments) = call.kind else { throw error("expected a call", at: token) }
        let caller = try parseMacroBody(
            name: "caller", parameters: parameters, terminator: "endcall", at: token.position)
        return .callBlock(caller: caller, callee: callee, arguments: arguments)
    }

    private mutating func parseMacroDefinition(
        name: String, terminator: String, at position: SourcePosition
    ) throws(TemplateError) -> MacroDefinition {
        let parameters = try parseParameters()
        return try parseMacroBody(name: name, parameters: parameters, terminator: terminator, at: position)
    }

    private mutating func parseMacroBody(
        name: String, parameters: [MacroDefinition.Parameter], terminator: String, at position: SourcePosition
    ) throws(TemplateError) -> MacroDefinition {
        let outer = (names: implicitNames, loops: loopNesting)
        (implicitNames, loopNesting) = ([], 0)
        let body = try parseBlock(closedBy: terminator)
        let names = implicitNames.subtracting(parameters.map(\.name))
        (implicitNames, loopNesting) = outer
        return MacroDefinition(
            name: name, parameters: parameters, body: body, implicitNames: names, position: position)
    }

    private mutating func parseParameters() throws(TemplateError) -> [MacroDefinition.Parameter] {
        try expect(.symbol(.openParenthesis))
        var parameters: [MacroDefinition.Parameter] = []
        while !skip(.closeParenthesis) {
            if !parameters.isEmpty { try expect(.symbol(.comma)) }
            let token = current
            let name = try expectName()
            let defaultValue = skip(.assign) ? try parseExpression() : nil
            if defaultValue == nil, parameters.last?.defaultValue != nil {
                throw error("a parameter without default follows one with a default", at: token)
            }
            parameters.append(.init(name: name, defaultValue: defaultValue))
        }
        return parameters
    }

    // MARK: Assignment targets

    private mutating func parseTarget(allowsAttribute: Bool) throws(TemplateError) -> AssignmentTarget {
        let position = current.position
        var targets: [AssignmentTarget] = []
        var isTuple = false
        while true {
            if case .name("in") = current.kind { break }
            guard isTuple || targets.isEmpty, startsTarget else { break }
            targets.append(try parseSingleTarget(allowsAttribute: allowsAttribute))
            guard skip(.comma) else { break }
            isTuple = true
        }
        if !isTuple, let target = targets.first { return target }
        guard isTuple else { throw error("expected a name to assign to, found \(current.kind)", at: current) }
        return AssignmentTarget(kind: .tuple(targets), position: position)
    }

    private var startsTarget: Bool {
        if case .name = current.kind { return true }
        return current.kind == .symbol(.openParenthesis)
    }

    private mutating func parseSingleTarget(allowsAttribute: Bool) throws(TemplateError) -> AssignmentTarget {
        let token = current
        if skip(.openParenthesis) {
            try enter()
            defer { leave() }
            let target = try parseTarget(allowsAttribute: allowsAttribute)
            try expect(.symbol(.closeParenthesis))
            return target
        }
        let name = try expectName()
        guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
            throw error("'\(name)' cannot be assigned to", at: token)
        }
        if allowsAttribute, skip(.dot) {
            let attribute = try expectName()
            return AssignmentTarget(kind: .attribute(namespace: name, name: attribute), position: token.position)
        }
        return AssignmentTarget(kind: .name(name), position: token.position)
    }

    // MARK: Tokens

    var current: Token { tokens[min(index, tokens.count - 1)] }

    var next: Token { tokens[min(index + 1, tokens.count - 1)] }

    mutating func advance() -> Token {
        let token = current
        index += 1
        return token
    }

    mutating func skip(_ symbol: Token.Symbol) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    mutating func skip(name: String) -> Bool {
        guard current.kind == .name(name) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ kind: Token.Kind) throws(TemplateError) {
        guard current.kind == kind else { throw error("expected \(kind), found \(current.kind)", at: current) }
        index += 1
    }

    private mutating func expect(name: String) throws(TemplateError) {
        guard skip(name: name) else { throw error("expected '\(name)', found \(current.kind)", at: current) }
    }

    mutating func expectName() throws(TemplateError) -> String {
        guard case .name(let name) = current.kind else {
            throw error("expected a name, found \(current.kind)", at: current)
        }
        index += 1
        return name
    }

    func error(_ message: String, at token: Token) -> TemplateError {
        TemplateError(.syntax, message, at: token.position)
    }

    mutating func enter() throws(TemplateError) {
        nesting += 1
        guard nesting <= limits.nesting else { throw nestingError(at: current.position) }
    }

    mutating func leave() { nesting -= 1 }

    func nestingError(at position: SourcePosition) -> TemplateError {
        TemplateError(.limit, "the template nests deeper than \(limits.nesting) levels", at: position)
    }
}
