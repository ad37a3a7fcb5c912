/// `str.format`, as far as it only puts values into text.
///
/// Python's also reads attributes and items of the values, through which templates have escaped Jinja's sandbox
/// (CVE-2024-56326), and pads to any width. Fields here are `{}`, `{0}` and `{name}`; all others are refused.
extension Interpreter {
    func formatText(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        var parts: [String] = []
        var nextPosition = 0
        var rest = (value.text ?? "").unicodeScalars[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            parts.append(String(rest[..<brace]))
            let isOpen = rest[brace] == "{"
            let isDoubled = rest[rest.index(after: brace)...].first == rest[brace]
            rest = rest[rest.index(brace, offsetBy: isDoubled ? 2 : 1)...]
            if isDoubled {
                parts.append(isOpen ? "{" : "}")
                continue
            }
            guard isOpen, let end = rest.firstIndex(of: "}") else {
                throw failure(.invalidOperation, "'format' found a single brace")
            }
            let field = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            parts.append(try printed(try argument(for: field, in: arguments, &nextPosition)))
        }
        parts.append(String(rest))
        return value.withText(try joined(parts, by: ""))
    }

    private func argument(
        for field: String, in arguments: Arguments, _ nextPosition: inout Int
    ) throws(TemplateError) -> JinjaValue {
        guard field.unicodeScalars.allSatisfy({ $0 == "_" || $0.properties.isXIDContinue }) else {
            throw failure(.unsupported, "'format' supports the fields {}, {0} and {name} only, not {\(field)}")
        }
        if field.isEmpty || Int(field) != nil {
            let position = Int(field) ?? nextPosition
            if field.isEmpty { nextPosition += 1 }
            if let argument = arguments.positional.dropFirst(position).first { return argument }
        } else if let argument = arguments.keyword.first(where: { $0.name == field }) {
            return argument.value
        }
        throw failure(.invalidOperation, "'format' was given nothing for {\(field)}")
    }
}
