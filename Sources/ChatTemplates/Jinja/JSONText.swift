/// Writes values as Python's `json.dumps` does, with the options of transformers' `tojson` filter.
struct JSONText {
    var escapesNonASCII = false
    /// What one level of indentation consists of; nil writes everything on one line.
    var indentation: String?
    var itemSeparator = ", "
    var keySeparator = ": "
    var sortsKeys = false

    /// The JSON text of `value`, or nil when it holds something that JSON has not, named by `refused`.
    func encode(_ value: JinjaValue, refused: inout JinjaValue?) -> String {
        var text = ""
        write(value, level: 0, into: &text, refused: &refused)
        return text
    }

    private func write(_ value: JinjaValue, level: Int, into text: inout String, refused: inout JinjaValue?) {
        switch value {
        case .none: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .float(let value): text += number(value)
        case .string(let string), .markup(let string): text += quoted(string)
        case .list(let elements), .tuple(let elements):
            writeItems(elements, in: ("[", "]"), level: level, into: &text) { element, text in
                write(element, level: level + 1, into: &text, refused: &refused)
            }
        case .mapping(let mapping):
            let names = mapping.keys.map(keyText)
            if let position = names.firstIndex(of: nil) { refused = mapping.keys[position] }
            var entries = Array(zip(names.compactMap { $0 }, mapping.values))
            if sortsKeys {
                // Python sorts the keys themselves, and cannot compare strings with other keys.
                guard mapping.count <= 1 || mapping.keys.allSatisfy({ $0.text != nil }) else {
                    refused = value
                    return
                }
                entries.sort { $0.0.unicodeScalars.lexicographicallyPrecedes($1.0.unicodeScalars) }
            }
            writeItems(entries, in: ("{", "}"), level: level, into: &text) { entry, text in
                text += quoted(entry.0) + keySeparator
                write(entry.1, level: level + 1, into: &text, refused: &refused)
            }
        case .undefined, .object: refused = value
        }
    }

    private func writeItems<Item>(
        _ items: [Item], in brackets: (open: String, close: String), level: Int, into text: inout String,
        write: (Item, inout String) -> Void
    ) {
        text += brackets.open
        for (index, item) in items.enumerated() {
            if index > 0 { text += itemSeparator }
            if let indentation { text += "\n" + String(repeating: indentation, count: level + 1) }
            write(item, &text)
        }
        if !items.isEmpty, let indentation { text += "\n" + String(repeating: indentation, count: level) }
        text += brackets.close
    }

    private func keyText(_ key: JinjaValue) -> String? {
        switch key {
        case .string(let text), .markup(let text): text
        case .bool(let value): value ? "true" : "false"
        case .none: "null"
        case .int(let value): String(value)
        case .float(let value): number(value)
        default: nil
        }
    }

    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return value.description
    }

    private func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            default:
                if scalar.value < 0x20 || (escapesNonASCII && scalar.value > 0x7E) {
                    for unit in String(scalar).utf16 { result += "\\u" + UInt32(unit).hex(width: 4) }
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
