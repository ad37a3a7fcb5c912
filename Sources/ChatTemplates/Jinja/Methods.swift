/// Which methods values have; a table per Python type, so that nothing else can be called.
enum Methods {
    typealias Method = @Sendable (Interpreter) -> (JinjaValue, Arguments) throws(TemplateError) -> JinjaValue

    static let string: [String: Method] = [
        "strip": Interpreter.strip, "lstrip": Interpreter.stripLeading, "rstrip": Interpreter.stripTrailing,
        "removeprefix": Interpreter.removePrefix, "removesuffix": Interpreter.removeSuffix,
        "split": Interpreter.split, "rsplit": Interpreter.splitFromEnd, "splitlines": Interpreter.splitLines,
        "partition": Interpreter.partition, "rpartition": Interpreter.partitionFromEnd,
        "startswith": Interpreter.startsWith, "endswith": Interpreter.endsWith,
        "find": Interpreter.find, "rfind": Interpreter.findLast, "index": Interpreter.indexOfText,
        "count": Interpreter.countText, "replace": Interpreter.replaceText, "join": Interpreter.joinText,
        "upper": Interpreter.upper, "lower": Interpreter.lower, "casefold": Interpreter.lower,
        "title": Interpreter.titleMethod, "capitalize": Interpreter.capitalize, "zfill": Interpreter.refuseMethod,
        "isdigit": Interpreter.isDigits, "isdecimal": Interpreter.isDigits, "isnumeric": Interpreter.isDigits,
        "isalpha": Interpreter.isLetters, "isalnum": Interpreter.isLettersOrDigits, "isspace": Interpreter.isSpace,
        "isupper": Interpreter.isUpper, "islower": Interpreter.isLower,
        "format": Interpreter.formatText, "format_map": Interpreter.refuseMethod, "encode": Interpreter.refuseMethod,
        "translate": Interpreter.refuseMethod, "center": Interpreter.refuseMethod, "ljust": Interpreter.refuseMethod,
        "rjust": Interpreter.refuseMethod, "swapcase": Interpreter.refuseMethod,
        "expandtabs": Interpreter.refuseMethod, "isidentifier": Interpreter.refuseMethod,
        "istitle": Interpreter.refuseMethod, "isascii": Interpreter.refuseMethod,
        "isprintable": Interpreter.refuseMethod, "maketrans": Interpreter.refuseMethod,
        "rindex": Interpreter.refuseMethod,
    ]

    static let mapping: [String: Method] = [
        "items": Interpreter.mappingItems, "keys": Interpreter.mappingKeys, "values": Interpreter.mappingValues,
        "get": Interpreter.mappingGet, "copy": Interpreter.copy, "fromkeys": Interpreter.refuseMethod,
    ]

    static let sequence: [String: Method] = [
        "index": Interpreter.indexOfElement, "count": Interpreter.countElement,
    ]

    static let list: [String: Method] = sequence.merging(["copy": Interpreter.copy]) { first, _ in first }

    static let loop: [String: Method] = ["cycle": Interpreter.cycle, "changed": Interpreter.changed]

    /// The methods that Jinja's immutable sandbox hides.
    static func mutating(_ value: JinjaValue) -> Set<String> {
        switch value {
        case .list: ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"]
        case .mapping: ["clear", "pop", "popitem", "setdefault", "update"]
        default: []
        }
    }
}

extension Interpreter {
    private func methods(of value: JinjaValue) -> [String: Methods.Method] {
        switch value {
        case .string, .markup: return Methods.string
        case .mapping: return Methods.mapping
        case .list: return Methods.list
        case .tuple: return Methods.sequence
        default:
            if case .loop = object(value) { return Methods.loop }
            return [:]
        }
    }

    func hasMethod(_ name: String, on value: JinjaValue) -> Bool { methods(of: value)[name] != nil }

    func callMethod(
        _ name: String, of value: JinjaValue, _ arguments: Arguments
    ) throws(TemplateError) -> JinjaValue {
        guard let method = methods(of: value)[name] else {
            throw failure(.undefined, "\(described(value)) has no method '\(name)'")
        }
        if let text = value.text { try spend(on: text) }
        return try method(self)(value, arguments)
    }

    fileprivate func refuseMethod(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        throw failure(.unsupported, "this method of \(described(value)) is not supported")
    }

    // MARK: Mappings

    private func view(_ kind: RuntimeObject.View.Kind, _ elements: [JinjaValue]) throws(TemplateError) -> JinjaValue {
        try spend(elements.count)
        return make(.view(.init(kind: kind, elements: elements, printed: nil)))
    }

    private func mapping(_ value: JinjaValue) -> JinjaMapping {
        if case .mapping(let mapping) = value { return mapping }
        return JinjaMapping()
    }

    fileprivate func mappingItems(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, to: "", of: "items")
        return try view(.items, try pairs(of: mapping(value)))
    }

    fileprivate func mappingKeys(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try view(.keys, mapping(value).keys)
    }

    fileprivate func mappingValues(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try view(.values, mapping(value).values)
    }

    fileprivate func mappingGet(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "key", "default", of: "get")
        guard let key = bound[0] else { throw failure(.invalidOperation, "'get' needs a key") }
        try requireHashable(key)
        return mapping(value)[key] ?? bound[1] ?? .none
    }

    fileprivate func copy(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue { value }

    /// The entries as tuples of key and value.
    func pairs(of mapping: JinjaMapping) throws(TemplateError) -> [JinjaValue] {
        try weigh(.mapping(mapping), depth: 1)
        return mapping.entries.map { .tuple([$0.key, $0.value]) }
    }

    // MARK: Sequences

    fileprivate func indexOfElement(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "value", of: "index")
        try weigh(value)
        guard let element = bound[0], let index = try iterate(value).firstIndex(of: element) else {
            throw failure(.invalidOperation, "the value is not in the list")
        }
        return .int(index)
    }

    fileprivate func countElement(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "value", of: "count")
        try weigh(value)
        return .int(try iterate(value).count { $0 == bound[0] })
    }

    // MARK: Loops

    fileprivate func cycle(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        guard case .loop(let loop) = object(value), !arguments.positional.isEmpty else {
            throw failure(.invalidOperation, "'cycle' needs values to cycle through")
        }
        return arguments.positional[loop.index % arguments.positional.count]
    }

    fileprivate func changed(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        guard case .object(let reference) = value, case .loop(var loop) = objects[reference.index] else {
            return .bool(false)
        }
        for argument in arguments.positional { try weigh(argument) }
        let isChanged = loop.lastChanged != arguments.positional
        loop.lastChanged = arguments.positional
        objects[reference.index] = .loop(loop)
        return .bool(isChanged)
    }
}
