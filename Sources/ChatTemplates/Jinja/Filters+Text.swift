import Foundation

/// Filters on text.
extension Interpreter {
    func upperFilter(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try callMethod("upper", of: try softText(value), arguments)
    }

    func lowerFilter(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try callMethod("lower", of: try softText(value), arguments)
    }

    func capitalizeFilter(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try callMethod("capitalize", of: try softText(value), arguments)
    }

    func trim(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try callMethod("strip", of: try softText(value), arguments)
    }

    func titleFilter(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let soft = try softText(value)
        try weigh(soft)
        return .string((soft.text ?? "").wordsCapitalized)
    }

    func replace(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "old", "new", "count", of: "replace")
        guard let old = bound[0], let new = bound[1] else {
            throw failure(.invalidOperation, "'replace' needs the old and the new text")
        }
        let count = try optionalInteger(bound[2], "count", of: "replace") ?? -1
        let text = try printed(value)
        try spend(on: text)
        return .string(try replaced(text, try printed(old), by: try printed(new), count: count))
    }

    func safe(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .markup(try printed(value))
    }

    func escape(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        if case .markup = value { return value }
        return try forceEscape(value, arguments)
    }

    func forceEscape(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let text = try printed(value)
        try spend(on: text)
        return .markup(text.htmlEscaped)
    }

    func indent(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "width", "first", "blank", of: "indent")
        let width = bound[0]?.text.map { $0.utf8.count } ?? bound[0]?.integer ?? 4
        let text = try requireText(value, "text", of: "indent")
        // Jinja adds a newline first, so that text which ends in one keeps it.
        let lines = (text + "\n").pythonLines
        let (size, overflows) = lines.count.multipliedReportingOverflow(by: max(0, width))
        try spend(on: text)
        try spend(overflows ? .max : size / 16)
        let indentation = bound[0]?.text ?? String(repeating: " ", count: max(0, width))
        let indentsBlank = bound[2].map(isTrue) ?? false
        let rest = lines.dropFirst().map { $0.isEmpty && !indentsBlank ? $0 : indentation + $0 }
        let first = (bound[1].map(isTrue) ?? false) ? indentation + lines[0] : lines[0]
        return value.withText(([first] + rest).joined(separator: "\n"))
    }

    /// Python's `round(number, digits)`: correct to the last bit, halves to even.
    func rounded(_ number: Double, digits: Int) -> Double {
        guard number.isFinite else { return number }
        if digits >= 0 { return Double(String(format: "%.\(digits)f", number)) ?? number }
        let scale = power(10, -digits)
        return (number / scale).rounded(.toNearestOrEven) * scale
    }

    func power(_ base: Double, _ exponent: Int) -> Double { Foundation.pow(base, Double(exponent)) }
}
