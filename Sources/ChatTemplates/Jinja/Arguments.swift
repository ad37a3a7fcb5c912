/// The evaluated arguments of a call.
struct Arguments {
    var positional: [JinjaValue] = []
    var keyword: [(name: String, value: JinjaValue)] = []

    var isEmpty: Bool { positional.isEmpty && keyword.isEmpty }
}

extension Interpreter {
    /// Puts arguments in the order of `parameters`, nil for those not given; refuses any others.
    func bind(
        _ arguments: Arguments, to parameters: String..., of function: String
    ) throws(TemplateError) -> [JinjaValue?] {
        guard arguments.positional.count <= parameters.count else {
            throw failure(.invalidOperation, "'\(function)' takes at most \(parameters.count) arguments")
        }
        var bound = [JinjaValue?](repeating: nil, count: parameters.count)
        for (index, value) in arguments.positional.enumerated() { bound[index] = value }
        for (name, value) in arguments.keyword {
            guard let index = parameters.firstIndex(of: name), bound[index] == nil else {
                throw failure(.invalidOperation, "'\(function)' does not take the argument '\(name)'")
            }
            bound[index] = value
        }
        return bound
    }

    func requireText(_ value: JinjaValue?, _ name: String, of function: String) throws(TemplateError) -> String {
        guard let text = value?.text else {
            let found = value.map(typeName) ?? "nothing"
            throw failure(.invalidOperation, "'\(function)' needs a string for '\(name)', not \(found)")
        }
        return text
    }

    /// A whole number, or nil when the argument is missing or none.
    func optionalInteger(_ value: JinjaValue?, _ name: String, of function: String) throws(TemplateError) -> Int? {
        guard let value else { return nil }
        if case .none = value { return nil }
        guard let integer = value.integer else {
            throw failure(
                .invalidOperation, "'\(function)' needs a whole number for '\(name)', not \(typeName(of: value))")
        }
        return integer
    }
}
