/// Calls of macros, methods and global functions.
extension Interpreter {
    func call(_ callee: Expression, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        if case .attribute(let base, let name) = callee.kind {
            let receiver = try evaluate(base)
            position = callee.position
            if hasMethod(name, on: receiver) { return try callMethod(name, of: receiver, arguments) }
            return try call(try attribute(name, of: receiver), arguments)
        }
        let value = try evaluate(callee)
        position = callee.position
        return try call(value, arguments)
    }

    func call(_ callee: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        switch callee {
        case .undefined(let undefined):
            throw failure(undefined.isForbidden ? .forbidden : .undefined, undefined.message)
        case .object(let reference):
            switch objects[reference.index] {
            case .macro(let definition, let scope): return try callMacro(definition, in: scope, arguments)
            case .method(let receiver, let name): return try callMethod(name, of: receiver, arguments)
            case .function(let function): return try call(function, arguments)
            default: break
            }
        default: break
        }
        throw failure(.invalidOperation, "\(typeName(of: callee)) cannot be called")
    }

    // MARK: Macros

    private func callMacro(
        _ macro: MacroDefinition, in definitionScope: Scope, _ arguments: Arguments
    ) throws(TemplateError) -> JinjaValue {
        try scoped(inside: definitionScope) { () throws(TemplateError) in
            try bindParameters(of: macro, to: arguments)
            return .string(try capture(macro.body))
        }
    }

    private func bindParameters(of macro: MacroDefinition, to arguments: Arguments) throws(TemplateError) {
        var keyword = arguments.keyword
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                scope[parameter.name] = arguments.positional[index]
            } else if let passed = keyword.firstIndex(where: { $0.name == parameter.name }) {
                scope[parameter.name] = keyword.remove(at: passed).value
            } else if let defaultValue = parameter.defaultValue {
                scope[parameter.name] = try evaluate(defaultValue)
            } else {
                scope[parameter.name] = .undefined("the parameter '\(parameter.name)' was not provided")
            }
        }
        if macro.implicitNames.contains("caller") {
            let passed = keyword.firstIndex { $0.name == "caller" }
            scope["caller"] = passed.map { keyword.remove(at: $0).value } ?? .undefined("no caller defined")
        }
        if macro.implicitNames.contains("kwargs") {
            scope["kwargs"] = .mapping(JinjaMapping(keyword.map { (.string($0.name), $0.value) }))
        } else if let extra = keyword.first {
            throw failure(.invalidOperation, "the macro '\(macro.name)' takes no argument '\(extra.name)'")
        }
        let extra = Array(arguments.positional.dropFirst(macro.parameters.count))
        if macro.implicitNames.contains("varargs") {
            scope["varargs"] = .tuple(extra)
        } else if !extra.isEmpty {
            throw failure(
                .invalidOperation, "the macro '\(macro.name)' takes at most \(macro.parameters.count) arguments")
        }
        for name in ["kwargs", "varargs"] where macro.implicitNames.contains(name) {
            if let value = scope[name] { try weigh(value) }
        }
    }

    // MARK: Global functions

    private func call(_ function: GlobalFunction, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        switch function {
        case .range: return try range(arguments)
        case .dict: return .mapping(try mapping(from: arguments))
        case .namespace: return make(.namespace(try mapping(from: arguments)))
        case .raiseException:
            let bound = try bind(arguments, to: "message", of: "raise_exception")
            throw failure(.raised, try printed(bound[0] ?? .string("")))
        case .strftimeNow:
            let bound = try bind(arguments, to: "format", of: "strftime_now")
            guard let format = bound[0]?.text else {
                throw failure(.invalidOperation, "strftime_now needs a format string")
            }
            try spend(on: format)
            guard let text = clock.formatted(format) else {
                throw failure(.unsupported, "strftime_now does not support the format '\(format)'")
            }
            return .string(text)
        }
    }

    private func range(_ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let numbers = arguments.positional.map(\.integer)
        guard arguments.keyword.isEmpty, (1...3).contains(numbers.count), let first = numbers[0] else {
            throw failure(.invalidOperation, "range needs one to three whole numbers")
        }
        var (start, stop, step) = (0, first, 1)
        if numbers.count > 1 {
            guard let second = numbers[1], let third = numbers.count > 2 ? numbers[2] : 1, third != 0 else {
                throw failure(.invalidOperation, "range needs whole numbers and a step other than 0")
            }
            (start, stop, step) = (first, second, third)
        }
        var elements: [JinjaValue] = []
        for number in Swift.stride(from: start, to: stop, by: step) {
            // Jinja's sandbox has the same bound.
            guard elements.count < 100_000 else { throw failure(.limit, "range is longer than 100000") }
            try spend()
            elements.append(.int(number))
        }
        let printed = step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
        return make(.view(.init(kind: .range, elements: elements, printed: printed)))
    }

    /// The mapping that `dict(…)` and `namespace(…)` make.
    private func mapping(from arguments: Arguments) throws(TemplateError) -> JinjaMapping {
        var mapping = JinjaMapping()
        guard arguments.positional.count <= 1 else {
            throw failure(.invalidOperation, "expected at most one positional argument")
        }
        for argument in arguments.positional {
            if case .mapping(let given) = argument {
                mapping = given
                continue
            }
            for pair in try iterate(argument) {
                let pair = try iterate(pair)
                guard pair.count == 2 else { throw failure(.invalidOperation, "expected pairs of key and value") }
                try requireHashable(pair[0])
                mapping[pair[0]] = pair[1]
            }
        }
        for (name, value) in arguments.keyword { mapping[.string(name)] = value }
        try weigh(.mapping(mapping))
        return mapping
    }
}
