import Foundation

/// Python's operators. Whole numbers have 64 bits; where Python's would grow further, the template fails.
extension Interpreter {
    func apply(_ sign: UnaryOperator, to value: JinjaValue) throws(TemplateError) -> JinjaValue {
        if case .float(let number) = value { return .float(sign == .negative ? -number : number) }
        guard let number = value.integer else { throw unsuitable(sign == .negative ? "-" : "+", [value]) }
        return sign == .negative ? try checked(0.subtractingReportingOverflow(number)) : .int(number)
    }

    func apply(
        _ binary: BinaryOperator, _ left: JinjaValue, _ right: JinjaValue
    ) throws(TemplateError) -> JinjaValue {
        switch (binary, left, right) {
        case (.add, .list(let left), .list(let right)):
            try spend(left.count + right.count)
            return .list(left + right)
        case (.add, .tuple(let left), .tuple(let right)):
            try spend(left.count + right.count)
            return .tuple(left + right)
        case (.add, _, _) where left.text != nil && right.text != nil:
            return try concatenate(left, right)
        case (.multiply, _, _) where right.integer != nil && isSequence(left):
            return try repeated(left, right.integer ?? 0)
        case (.multiply, _, _) where left.integer != nil && isSequence(right):
            return try repeated(right, left.integer ?? 0)
        case (.modulo, _, _) where left.text != nil:
            throw failure(.unsupported, "string formatting with '%' is not supported: use '~'")
        default: break
        }
        if let left = left.integer, let right = right.integer { return try apply(binary, left, right) }
        if let left = left.number, let right = right.number { return try apply(binary, left, right) }
        throw unsuitable(binary.rawValue, [left, right])
    }

    private func apply(_ binary: BinaryOperator, _ left: Int, _ right: Int) throws(TemplateError) -> JinjaValue {
        switch binary {
        case .add: return try checked(left.addingReportingOverflow(right))
        case .subtract: return try checked(left.subtractingReportingOverflow(right))
        case .multiply: return try checked(left.multipliedReportingOverflow(by: right))
        case .divide: return try apply(.divide, Double(left), Double(right))
        case .floorDivide, .modulo:
            guard right != 0 else { throw failure(.invalidOperation, "division by zero") }
            let quotient = left.dividedReportingOverflow(by: right)
            let remainder = left.remainderReportingOverflow(dividingBy: right).partialValue
            let isInexact = remainder != 0 && (remainder < 0) != (right < 0)
            if binary == .modulo { return .int(isInexact ? remainder + right : remainder) }
            return isInexact ? .int(quotient.partialValue - 1) : try checked(quotient)
        case .power:
            if right < 0 { return try apply(.power, Double(left), Double(right)) }
            return try power(left, right)
        }
    }

    private func apply(_ binary: BinaryOperator, _ left: Double, _ right: Double) throws(TemplateError) -> JinjaValue {
        switch binary {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .divide, .floorDivide, .modulo:
            guard right != 0 else { throw failure(.invalidOperation, "division by zero") }
            if binary == .divide { return .float(left / right) }
            var remainder = fmod(left, right)
            if remainder != 0, (remainder < 0) != (right < 0) { remainder += right }
            if remainder == 0 { remainder = copysign(0, right) }
            let quotient = ((left - remainder) / right).rounded()
            return .float(binary == .modulo ? remainder : quotient == 0 ? copysign(0, left / right) : quotient)
        case .power:
            let result = Foundation.pow(left, right)
            guard result.isFinite || !left.isFinite || !right.isFinite else {
                throw failure(.unsupported, "\(left) ** \(right) is not a real number of 64 bits")
            }
            return .float(result)
        }
    }

    private func power(_ base: Int, _ exponent: Int) throws(TemplateError) -> JinjaValue {
        var (result, square, rest) = (1, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = try checkedInteger(result.multipliedReportingOverflow(by: square)) }
            rest >>= 1
            if rest > 0 { square = try checkedInteger(square.multipliedReportingOverflow(by: square)) }
        }
        return .int(result)
    }

    private func checked(_ result: (partialValue: Int, overflow: Bool)) throws(TemplateError) -> JinjaValue {
        .int(try checkedInteger(result))
    }

    private func checkedInteger(_ result: (partialValue: Int, overflow: Bool)) throws(TemplateError) -> Int {
        guard !result.overflow else { throw failure(.limit, "the number does not fit 64 bits") }
        return result.partialValue
    }

    private func concatenate(_ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> JinjaValue {
        let (first, second) = (left.text ?? "", right.text ?? "")
        try spend(on: first)
        try spend(on: second)
        switch (left, right) {
        case (.markup, .markup): return .markup(first + second)
        case (.markup, _): return .markup(first + second.htmlEscaped)
        case (_, .markup): return .markup(first.htmlEscaped + second)
        default: return .string(first + second)
        }
    }

    private func isSequence(_ value: JinjaValue) -> Bool {
        switch value {
        case .string, .markup, .list, .tuple: true
        default: false
        }
    }

    private func repeated(_ value: JinjaValue, _ count: Int) throws(TemplateError) -> JinjaValue {
        let count = max(0, count)
        func charge(_ size: Int) throws(TemplateError) {
            let (total, overflows) = size.multipliedReportingOverflow(by: count)
            try spend(overflows ? .max : total)
        }
        switch value {
        case .list(let elements), .tuple(let elements):
            try charge(elements.count)
            let all = Array(repeatElement(elements, count: elements.isEmpty ? 0 : count).joined())
            if case .list = value { return .list(all) }
            return .tuple(all)
        default:
            let text = value.text ?? ""
            try charge((text.utf8.count + 15) / 16)
            return value.withText(String(repeating: text, count: text.isEmpty ? 0 : count))
        }
    }

    /// The error for an operator that does not apply: about the undefined value, if one is involved.
    private func unsuitable(_ symbol: String, _ values: [JinjaValue]) -> TemplateError {
        for case .undefined(let undefined) in values { return use(of: undefined) }
        let types = values.map(typeName).joined(separator: " and ")
        return failure(.invalidOperation, "'\(symbol)' does not apply to \(types)")
    }

    // MARK: Comparison

    func compare(
        _ left: JinjaValue, _ comparison: ComparisonOperator, _ right: JinjaValue
    ) throws(TemplateError) -> Bool {
        switch comparison {
        case .equal: return try equals(left, right)
        case .notEqual: return try !equals(left, right)
        case .contained: return try contains(left, in: right)
        case .notContained: return try !contains(left, in: right)
        case .less: return try isLess(left, right, comparison)
        case .greater: return try isLess(right, left, comparison)
        case .lessOrEqual: return try isLess(left, right, comparison) ? true : try equals(left, right)
        case .greaterOrEqual: return try isLess(right, left, comparison) ? true : try equals(left, right)
        }
    }

    func equals(_ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> Bool {
        try weigh(left)
        return left == right
    }

    /// Python's `<` for numbers, strings, lists and tuples.
    func isLess(
        _ left: JinjaValue, _ right: JinjaValue, _ comparison: ComparisonOperator = .less
    ) throws(TemplateError) -> Bool {
        if let left = left.integer, let right = right.integer { return left < right }
        if let left = left.number, let right = right.number { return left < right }
        if let left = left.text, let right = right.text {
            try spend(on: left)
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        }
        switch (left, right) {
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            try weigh(.list(left))
            for (left, right) in zip(left, right) where left != right { return try isLess(left, right, comparison) }
            return left.count < right.count
        default: throw unsuitable(comparison.rawValue, [left, right])
        }
    }

    func contains(_ element: JinjaValue, in container: JinjaValue) throws(TemplateError) -> Bool {
        switch container {
        case .undefined: return false
        case .string(let text), .markup(let text):
            guard let pattern = element.text else {
                throw failure(.invalidOperation, "'in' a string needs a string, not \(typeName(of: element))")
            }
            try spend(on: text)
            try spend(on: pattern)
            return TextSearch(pattern).isFound(in: text)
        case .mapping(let mapping):
            try requireHashable(element)
            return mapping[element] != nil
        default:
            try weigh(element)
            for candidate in try iterate(container) {
                try weigh(candidate)
                if candidate == element { return true }
            }
            return false
        }
    }
}
