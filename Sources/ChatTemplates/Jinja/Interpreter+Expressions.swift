/// Evaluation of expressions.
extension Interpreter {
    func evaluate(_ expression: Expression) throws(TemplateError) -> JinjaValue {
        try spend()
        position = expression.position
        defer { ascend() }
        try descend()
        switch expression.kind {
        case .literal(let value): return value
        case .name(let name): return scope[name] ?? .undefined("'\(name)' is undefined")
        case .capturedText: return captured
        case .list(let elements): return .list(try evaluateElements(elements))
        case .tuple(let elements): return .tuple(try evaluateElements(elements))
        case .mapping(let pairs): return try evaluateMapping(pairs)
        case .attribute(let base, let name):
            let value = try evaluate(base)
            position = expression.position
            return try attribute(name, of: value)
        case .item(let base, let key):
            let value = try evaluate(base)
            let key = try evaluate(key)
            position = expression.position
            return try item(key, of: value)
        case .slice(let base, let start, let stop, let step):
            let value = try evaluate(base)
            let bounds = (try evaluate(start), try evaluate(stop), try evaluate(step))
            position = expression.position
            return try slice(value, from: bounds.0, to: bounds.1, step: bounds.2)
        case .call(let callee, let arguments):
            return try call(callee, try evaluate(arguments))
        case .filter(let operand, let name, let arguments):
            let value = try evaluate(operand)
            let arguments = try evaluate(arguments)
            position = expression.position
            return try applyFilter(name, to: value, arguments)
        case .test(let operand, let name, let arguments):
            let value = try evaluate(operand)
            let arguments = try evaluate(arguments)
            position = expression.position
            return .bool(try applyTest(name, to: value, arguments))
        default: return try evaluateOperation(expression)
        }
    }

    private func evaluateOperation(_ expression: Expression) throws(TemplateError) -> JinjaValue {
        switch expression.kind {
        case .unary(.not, let operand): return .bool(!isTrue(try evaluate(operand)))
        case .unary(let sign, let operand):
            let value = try evaluate(operand)
            position = expression.position
            return try apply(sign, to: value)
        case .binary(let binary, let left, let right):
            let left = try evaluate(left)
            let right = try evaluate(right)
            position = expression.position
            return try apply(binary, left, right)
        case .comparison(let first, let rest):
            return .bool(try compare(first, rest, at: expression.position))
        case .concatenation(let parts):
            var text = ""
            for part in parts { text += try printed(try evaluate(part)) }
            position = expression.position
            try spend(on: text)
            return .string(text)
        case .and(let left, let right):
            let value = try evaluate(left)
            return isTrue(value) ? try evaluate(right) : value
        case .or(let left, let right):
            let value = try evaluate(left)
            return isTrue(value) ? value : try evaluate(right)
        case .conditional(let value, let condition, let otherwise):
            if isTrue(try evaluate(condition)) { return try evaluate(value) }
            guard let otherwise else { return .undefined("the inline if was false and has no else") }
            return try evaluate(otherwise)
        default:
            throw failure(.unsupported, "the expression is not supported")
        }
    }

    private func evaluate(_ expression: Expression?) throws(TemplateError) -> JinjaValue? {
        guard let expression else { return nil }
        return try evaluate(expression)
    }

    private func evaluateElements(_ expressions: [Expression]) throws(TemplateError) -> [JinjaValue] {
        var elements: [JinjaValue] = []
        elements.reserveCapacity(expressions.count)
        for expression in expressions {
            let element = try evaluate(expression)
            try weigh(element, depth: 1)
            elements.append(element)
        }
        return elements
    }

    private func evaluateMapping(_ pairs: [(key: Expression, value: Expression)]) throws(TemplateError) -> JinjaValue {
        var mapping = JinjaMapping()
        for (keyExpression, valueExpression) in pairs {
            let key = try evaluate(keyExpression)
            try requireHashable(key)
            let value = try evaluate(valueExpression)
            try weigh(value, depth: 1)
            mapping[key] = value
        }
        return .mapping(mapping)
    }

    /// Evaluates the arguments of a call, its spreads (`*list`, `**dict`) laid out.
    func evaluate(_ arguments: Expression.Arguments) throws(TemplateError) -> Arguments {
        var values = Arguments()
        for argument in arguments.positional { values.positional.append(try evaluate(argument)) }
        for argument in arguments.keyword { values.keyword.append((argument.name, try evaluate(argument.value))) }
        if let spread = arguments.spread { values.positional += try iterate(try evaluate(spread)) }
        if let keywordSpread = arguments.keywordSpread {
            let value = try evaluate(keywordSpread)
            guard case .mapping(let mapping) = value else {
                throw failure(.invalidOperation, "'**' needs a dict, not \(typeName(of: value))")
            }
            try spend(mapping.count)
            for (key, value) in mapping.entries {
                guard let name = key.text else { throw failure(.invalidOperation, "keywords must be strings") }
                values.keyword.append((name, value))
            }
        }
        return values
    }

    private func compare(
        _ first: Expression, _ rest: [(comparison: ComparisonOperator, operand: Expression)],
        at position: SourcePosition
    ) throws(TemplateError) -> Bool {
        var left = try evaluate(first)
        for (comparison, operand) in rest {
            let right = try evaluate(operand)
            self.position = position
            guard try compare(left, comparison, right) else { return false }
            left = right
        }
        return true
    }
}
