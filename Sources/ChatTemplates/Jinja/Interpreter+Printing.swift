/// Python's `str` and `repr`.
extension Interpreter {
    /// What printing `value` writes: `str(value)`, nothing for undefined.
    func printed(_ value: JinjaValue) throws(TemplateError) -> String {
        switch value {
        case .string(let text), .markup(let text): return text
        case .undefined: return ""
        default:
            try weigh(value)
            return try represented(value)
        }
    }

    /// `repr(value)`
    func represented(_ value: JinjaValue) throws(TemplateError) -> String {
        switch value {
        case .undefined: return "Undefined"
        case .none: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return String(value)
        case .float(let value): return value.description
        case .string(let text): return try quoted(text)
        case .markup(let text): return "Markup(\(try quoted(text)))"
        case .list(let elements): return "[\(try represented(elements))]"
        case .tuple(let elements):
            return elements.count == 1 ? "(\(try represented(elements)),)" : "(\(try represented(elements)))"
        case .mapping(let mapping):
            var pairs: [String] = []
            for (key, value) in mapping.entries { pairs.append("\(try represented(key)): \(try represented(value))") }
            return "{\(pairs.joined(separator: ", "))}"
        case .object:
            defer { ascend() }
            try descend()
            return try representedObject(value)
        }
    }

    private func represented(_ elements: [JinjaValue]) throws(TemplateError) -> String {
        var parts: [String] = []
        for element in elements { parts.append(try represented(element)) }
        return parts.joined(separator: ", ")
    }

    private func representedObject(_ value: JinjaValue) throws(TemplateError) -> String {
        switch object(value) {
        case .namespace(let attributes):
            try weigh(.mapping(attributes))
            return "<Namespace \(try represented(.mapping(attributes)))>"
        case .macro(let definition, _): return "<Macro '\(definition.name)'>"
        case .loop(let loop): return "<LoopContext \(loop.index + 1)/\(loop.elements.count)>"
        case .view(let view):
            if let printed = view.printed { return printed }
            if view.kind != .iterator {
                try weigh(.list(view.elements))
                return "dict_\(view.kind)([\(try represented(view.elements))])"
            }
        default: break
        }
        throw failure(.unsupported, "\(typeName(of: value)) cannot be printed")
    }

    private func quoted(_ text: String) throws(TemplateError) -> String {
        try spend(on: text)
        let scalars = text.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in scalars {
            switch scalar {
            case quote, "\\":
                result.append("\\")
                result.append(scalar)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            default:
                if scalar.isPrintable {
                    result.append(scalar)
                } else {
                    result.append(contentsOf: scalar.pythonEscape.unicodeScalars)
                }
            }
        }
        result.append(quote)
        return String(result)
    }
}

extension Unicode.Scalar {
    /// The escape that Python's `repr` writes for a character that cannot be printed.
    fileprivate var pythonEscape: String {
        if value < 0x100 { return "\\x" + value.hex(width: 2) }
        return value < 0x10000 ? "\\u" + value.hex(width: 4) : "\\U" + value.hex(width: 8)
    }
}

extension UInt32 {
    /// Lower-case hexadecimal digits, padded with zeros.
    func hex(width: Int) -> String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
