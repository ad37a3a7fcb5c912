/// The methods of Python's `str` that look for text, replace it, or ask what it consists of.
extension Interpreter {
    private func text(_ value: JinjaValue) -> String { value.text ?? "" }

    // MARK: Search

    private func pattern(_ arguments: Arguments, of method: String) throws(TemplateError) -> String {
        let pattern = try requireText(try bind(arguments, to: "sub", of: method)[0], "sub", of: method)
        try spend(on: pattern)
        return pattern
    }

    /// The number of scalars before an offset in UTF-8.
    private func scalarIndex(_ offset: Int?, in text: String) -> Int {
        guard let offset else { return -1 }
        return text.utf8.prefix(offset).count { $0 & 0xC0 != 0x80 }
    }

    /// The offset in UTF-8 of the last occurrence.
    func lastMatch(of pattern: String, in text: String) -> Int? {
        let reversed = String(scalars: text.unicodeScalars.reversed())
        let match = TextSearch(String(scalars: pattern.unicodeScalars.reversed())).matches(in: reversed, limit: 1).first
        return match.map { text.utf8.count - $0 - pattern.utf8.count }
    }

    func find(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let search = TextSearch(try pattern(arguments, of: "find"))
        return .int(scalarIndex(search.matches(in: text(value), limit: 1).first, in: text(value)))
    }

    func findLast(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let offset = lastMatch(of: try pattern(arguments, of: "rfind"), in: text(value))
        return .int(scalarIndex(offset, in: text(value)))
    }

    func indexOfText(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let index = try find(value, arguments)
        guard index != .int(-1) else { throw failure(.invalidOperation, "'index' did not find the text") }
        return index
    }

    func countText(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .int(TextSearch(try pattern(arguments, of: "count")).matches(in: text(value)).count)
    }

    func replaceText(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "old", "new", "count", of: "replace")
        let old = try requireText(bound[0], "old", of: "replace")
        let new = try requireText(bound[1], "new", of: "replace")
        let count = try optionalInteger(bound[2], "count", of: "replace") ?? -1
        return value.withText(try replaced(text(value), old, by: new, count: count))
    }

    /// Replaces the first `count` occurrences, all when it is negative.
    func replaced(_ text: String, _ old: String, by new: String, count: Int) throws(TemplateError) -> String {
        try spend(on: old)
        return try joined(TextSearch(old).pieces(of: text, limit: count < 0 ? .max : count), by: new)
    }

    // MARK: Case

    func upper(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, of: "upper")
        return value.withText(text(value).uppercased())
    }

    func lower(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, of: "lower")
        return value.withText(text(value).lowercased())
    }

    func titleMethod(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, of: "title")
        return value.withText(text(value).titlecased)
    }

    func capitalize(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, of: "capitalize")
        return value.withText(text(value).capitalizedFirst)
    }

    // MARK: Classes of characters

    private func all(_ value: JinjaValue, _ matches: (Unicode.Scalar) -> Bool) -> JinjaValue {
        .bool(!text(value).isEmpty && text(value).unicodeScalars.allSatisfy(matches))
    }

    func isDigits(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        all(value) { $0.properties.numericType == .decimal }
    }

    func isLetters(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        all(value, \.isLetter)
    }

    func isLettersOrDigits(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        all(value) { $0.isLetter || $0.properties.numericType != nil }
    }

    func isSpace(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        all(value, \.isPythonWhitespace)
    }

    func isUpper(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .bool(text(value).hasCasedScalars { $0.properties.isUppercase })
    }

    func isLower(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .bool(text(value).hasCasedScalars { $0.properties.isLowercase })
    }
}

extension String {
    /// Whether there are cased scalars and all of them match.
    func hasCasedScalars(_ matches: (Unicode.Scalar) -> Bool) -> Bool {
        let cased = unicodeScalars.filter(\.properties.isCased)
        return !cased.isEmpty && cased.allSatisfy(matches)
    }
}
