/// Jinja's filters, by name.
enum Filters {
    typealias Filter = Methods.Method

    static let all: [String: Filter] = [
        "abs": Interpreter.absolute, "capitalize": Interpreter.capitalizeFilter, "count": Interpreter.lengthFilter,
        "d": Interpreter.defaultFilter, "default": Interpreter.defaultFilter, "dictsort": Interpreter.sortMapping,
        "e": Interpreter.escape, "escape": Interpreter.escape, "first": Interpreter.first,
        "float": Interpreter.float, "forceescape": Interpreter.forceEscape, "indent": Interpreter.indent,
        "int": Interpreter.int, "items": Interpreter.items, "join": Interpreter.join, "last": Interpreter.last,
        "length": Interpreter.lengthFilter, "list": Interpreter.list, "lower": Interpreter.lowerFilter,
        "map": Interpreter.map, "max": Interpreter.maximum, "min": Interpreter.minimum,
        "reject": Interpreter.reject, "rejectattr": Interpreter.rejectAttribute, "replace": Interpreter.replace,
        "reverse": Interpreter.reverse, "round": Interpreter.round, "safe": Interpreter.safe,
        "select": Interpreter.select, "selectattr": Interpreter.selectAttribute, "sort": Interpreter.sort,
        "string": Interpreter.string, "sum": Interpreter.sum, "title": Interpreter.titleFilter,
        "tojson": Interpreter.toJSON, "trim": Interpreter.trim, "unique": Interpreter.unique,
        "upper": Interpreter.upperFilter,
    ]

    /// Filters of Jinja that this interpreter does not have.
    static let unsupported: Set<String> = [
        "attr", "batch", "center", "filesizeformat", "format", "groupby", "pprint", "random", "slice", "striptags",
        "truncate", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr",
    ]
}

extension Interpreter {
    func applyFilter(
        _ name: String, to value: JinjaValue, _ arguments: Arguments
    ) throws(TemplateError) -> JinjaValue {
        guard let filter = Filters.all[name] else {
            if Filters.unsupported.contains(name) {
                throw failure(.unsupported, "the filter '\(name)' is not supported")
            }
            throw failure(.invalidOperation, "no filter named '\(name)'")
        }
        return try filter(self)(value, arguments)
    }

    /// The string that a text filter works on: `value` itself, or what printing it would write.
    func softText(_ value: JinjaValue) throws(TemplateError) -> JinjaValue {
        value.text == nil ? .string(try printed(value)) : value
    }

    // MARK: Values

    func defaultFilter(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "default_value", "boolean", of: "default")
        let replacesFalse = bound[1].map(isTrue) ?? false
        return value.isUndefined || (replacesFalse && !isTrue(value)) ? bound[0] ?? .string("") : value
    }

    func lengthFilter(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, of: "length")
        guard let length = try length(of: value) else {
            throw failure(.invalidOperation, "\(typeName(of: value)) has no length")
        }
        return .int(length)
    }

    func string(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try softText(value)
    }

    func toJSON(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(
            arguments, to: "ensure_ascii", "indent", "separators", "sort_keys", of: "tojson")
        try weigh(value)
        var json = JSONText()
        json.escapesNonASCII = bound[0].map(isTrue) ?? false
        if let indent = bound[1], indent != .none {
            let width = indent.text?.utf8.count ?? indent.integer ?? 0
            guard width <= 32 else { throw failure(.limit, "'tojson' indents by at most 32 characters") }
            json.indentation = indent.text ?? String(repeating: " ", count: max(0, width))
            json.itemSeparator = ","
        }
        if let separators = bound[2], separators != .none {
            let pair = try iterate(separators).compactMap(\.text)
            guard pair.count == 2, pair[0].utf8.count <= 32, pair[1].utf8.count <= 32 else {
                throw failure(.invalidOperation, "'tojson' needs two short strings as separators")
            }
            (json.itemSeparator, json.keySeparator) = (pair[0], pair[1])
        }
        json.sortsKeys = bound[3].map(isTrue) ?? false
        var refused: JinjaValue?
        let text = json.encode(value, refused: &refused)
        if let refused { throw failure(.invalidOperation, "\(typeName(of: refused)) cannot be written as JSON") }
        try spend(on: text)
        return .string(text)
    }

    // MARK: Numbers

    func absolute(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        if case .float(let number) = value { return .float(abs(number)) }
        guard let number = value.integer, number != .min else {
            throw failure(.invalidOperation, "'abs' needs a number, not \(typeName(of: value))")
        }
        return .int(abs(number))
    }

    func int(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "default", "base", of: "int")
        let base = try optionalInteger(bound[1], "base", of: "int") ?? 10
        if case .undefined(let undefined) = value { throw use(of: undefined) }
        if let text = value.text {
            if (2...36).contains(base), let number = pythonInteger(text, base: base) { return .int(number) }
        }
        if let number = value.integer { return .int(number) }
        if let number = pythonFloat(value), number.isFinite {
            guard let integer = Int(exactly: number.rounded(.towardZero)) else {
                throw failure(.limit, "the number does not fit 64 bits")
            }
            return .int(integer)
        }
        return bound[0] ?? .int(0)
    }

    func float(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "default", of: "float")
        if case .undefined(let undefined) = value { throw use(of: undefined) }
        return pythonFloat(value).map { .float($0) } ?? bound[0] ?? .float(0)
    }

    /// Python's `int(text, base)`: surrounding white space, a sign and underscores between digits are allowed.
    private func pythonInteger(_ text: String, base: Int) -> Int? {
        let trimmed = text.stripped()
        var digits = trimmed.drop { $0 == "+" || $0 == "-" }
        guard trimmed.count - digits.count <= 1 else { return nil }
        let prefix = [2: "0b", 8: "0o", 16: "0x"][base]
        if let prefix, digits.lowercased().hasPrefix(prefix) { digits = digits.dropFirst(2) }
        guard !digits.hasPrefix("_"), !digits.hasSuffix("_"), !digits.contains("__") else { return nil }
        return Int((trimmed.hasPrefix("-") ? "-" : "") + digits.filter { $0 != "_" }, radix: base)
    }

    /// Python's `float(value)`.
    private func pythonFloat(_ value: JinjaValue) -> Double? {
        guard let text = value.text else { return value.number }
        let trimmed = text.stripped().lowercased()
        // Swift also reads hexadecimal floats and nan payloads, Python does not.
        guard !trimmed.contains("x"), !trimmed.contains("(") else { return nil }
        return Double(trimmed)
    }

    func round(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "precision", "method", of: "round")
        let precision = try optionalInteger(bound[0], "precision", of: "round") ?? 0
        let method = bound[1]?.text ?? "common"
        guard let number = value.number, (-300...300).contains(precision) else {
            throw failure(.invalidOperation, "'round' needs a number and a precision of at most 300 digits")
        }
        switch method {
        case "common":
            if let integer = value.integer, precision >= 0 { return .int(integer) }
            let rounded = rounded(number, digits: precision)
            return value.integer == nil ? .float(rounded) : .int(Int(exactly: rounded) ?? 0)
        case "ceil", "floor":
            let scale = power(10, precision)
            // Adding zero turns -0.0, which Python does not give here, into 0.0.
            return .float((number * scale).rounded(method == "ceil" ? .up : .down) / scale + 0)
        default: throw failure(.invalidOperation, "'round' knows the methods common, ceil and floor")
        }
    }
}
