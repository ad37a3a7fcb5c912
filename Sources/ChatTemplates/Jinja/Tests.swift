/// Jinja's tests, what may follow `is`.
enum Tests {
    static let names = Set(comparisons.keys).union([
        "boolean", "callable", "defined", "divisibleby", "escaped", "even", "false", "filter", "float", "integer",
        "iterable", "lower", "mapping", "none", "number", "odd", "sameas", "sequence", "string", "test", "true",
        "undefined", "upper",
    ])

    /// Tests that compare with their argument.
    static let comparisons: [String: ComparisonOperator] = [
        "eq": .equal, "equalto": .equal, "==": .equal, "ne": .notEqual, "!=": .notEqual, "lt": .less,
        "lessthan": .less, "<": .less, "le": .lessOrEqual, "<=": .lessOrEqual, "gt": .greater,
        "greaterthan": .greater, ">": .greater, "ge": .greaterOrEqual, ">=": .greaterOrEqual, "in": .contained,
    ]
}

extension Interpreter {
    func applyTest(_ name: String, to value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> Bool {
        if let comparison = Tests.comparisons[name] {
            return try compare(value, comparison, try argument(of: name, arguments))
        }
        switch name {
        case "divisibleby":
            return try apply(.modulo, value, try argument(of: name, arguments)) == .int(0)
        case "sameas":
            return try isSame(value, try argument(of: name, arguments))
        default: break
        }
        _ = try bind(arguments, of: name)
        switch name {
        case "even": return try apply(.modulo, value, .int(2)) == .int(0)
        case "odd": return try apply(.modulo, value, .int(2)) == .int(1)
        case "upper": return try printed(value).hasCasedScalars { $0.properties.isUppercase }
        case "lower": return try printed(value).hasCasedScalars { $0.properties.isLowercase }
        case "filter": return value.text.map { Filters.all[$0] != nil } ?? false
        case "test": return value.text.map(Tests.names.contains) ?? false
        default: break
        }
        guard let isOfKind = isOfKind(name, value) else {
            throw failure(.invalidOperation, "no test named '\(name)'")
        }
        return isOfKind
    }

    private func argument(of test: String, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        guard let argument = try bind(arguments, to: "other", of: test)[0] else {
            throw failure(.invalidOperation, "the test '\(test)' needs an argument")
        }
        return argument
    }

    /// Whether a value is of the kind that a test names, or nil when there is no such test.
    private func isOfKind(_ name: String, _ value: JinjaValue) -> Bool? {
        switch (name, value) {
        case ("defined", _): !value.isUndefined
        case ("undefined", _): value.isUndefined
        case ("none", .none), ("boolean", .bool), ("true", .bool(true)), ("false", .bool(false)): true
        case ("none", _), ("boolean", _), ("true", _), ("false", _): false
        case ("integer", .int), ("float", .float), ("number", .int), ("number", .float), ("number", .bool): true
        case ("integer", _), ("float", _), ("number", _): false
        case ("string", _): value.text != nil
        case ("escaped", .markup), ("mapping", .mapping): true
        case ("escaped", _), ("mapping", _): false
        case ("iterable", _): isIterable(value)
        case ("sequence", _): isSequence(value)
        case ("callable", _): isCallable(value)
        default: nil
        }
    }

    /// What has a length and elements by number or key: not iterators and views, but undefined, as in Python.
    private func isSequence(_ value: JinjaValue) -> Bool {
        guard case .object = value else { return isIterable(value) }
        if case .view(let view) = object(value) { return view.kind == .range }
        return false
    }

    private func isCallable(_ value: JinjaValue) -> Bool {
        if value.isUndefined { return true }
        return switch object(value) {
        case .macro, .function, .method: true
        default: false
        }
    }

    /// Python's `is`, for what has an identity in Python that a template can rely on.
    private func isSame(_ left: JinjaValue, _ right: JinjaValue) throws(TemplateError) -> Bool {
        switch (left, right) {
        case (.none, .none): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.object(let left), .object(let right)): return left == right
        case (.none, _), (_, .none), (.bool, _), (_, .bool): return false
        default: throw failure(.unsupported, "'sameas' is supported for none, booleans and objects only")
        }
    }
}
