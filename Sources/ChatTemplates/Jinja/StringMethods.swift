/// The methods of Python's `str` that templates may call.
extension Interpreter {
    private func text(_ value: JinjaValue) -> String { value.text ?? "" }

    // MARK: Ends

    private func strip(
        _ value: JinjaValue, _ arguments: Arguments, leading: Bool, trailing: Bool, of method: String
    ) throws(TemplateError) -> JinjaValue {
        let characters = try bind(arguments, to: "chars", of: method)[0]
        guard let characters, characters != .none else {
            return value.withText(text(value).stripped(leading: leading, trailing: trailing))
        }
        let set = Set(try requireText(characters, "chars", of: method).unicodeScalars)
        return value.withText(text(value).stripped(leading: leading, trailing: trailing) { set.contains($0) })
    }

    func strip(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try strip(value, arguments, leading: true, trailing: true, of: "strip")
    }

    func stripLeading(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try strip(value, arguments, leading: true, trailing: false, of: "lstrip")
    }

    func stripTrailing(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try strip(value, arguments, leading: false, trailing: true, of: "rstrip")
    }

    func removePrefix(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "prefix", of: "removeprefix")
        let prefix = try requireText(bound[0], "prefix", of: "removeprefix")
        guard text(value).begins(with: prefix) else { return value }
        return value.withText(text(value).dropping(first: prefix.utf8.count))
    }

    func removeSuffix(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "suffix", of: "removesuffix")
        let suffix = try requireText(bound[0], "suffix", of: "removesuffix")
        guard text(value).ends(with: suffix) else { return value }
        return value.withText(text(value).dropping(last: suffix.utf8.count))
    }

    func startsWith(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .bool(try affixes(arguments, of: "startswith").contains(where: text(value).begins))
    }

    func endsWith(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .bool(try affixes(arguments, of: "endswith").contains(where: text(value).ends))
    }

    /// The text, or the texts of the tuple, to look for at an end.
    private func affixes(_ arguments: Arguments, of method: String) throws(TemplateError) -> [String] {
        let affix = try bind(arguments, to: "affix", of: method)[0]
        guard case .tuple(let choices) = affix else { return [try requireText(affix, "affix", of: method)] }
        var texts: [String] = []
        for choice in choices { texts.append(try requireText(choice, "affix", of: method)) }
        return texts
    }

    // MARK: Pieces

    private func list(_ pieces: [String], like value: JinjaValue) throws(TemplateError) -> JinjaValue {
        try spend(pieces.count)
        return .list(pieces.map(value.withText))
    }

    private func splitArguments(
        _ arguments: Arguments, of method: String
    ) throws(TemplateError) -> (separator: String?, limit: Int) {
        let bound = try bind(arguments, to: "sep", "maxsplit", of: method)
        let limit = try optionalInteger(bound[1], "maxsplit", of: method) ?? -1
        guard let separator = bound[0], separator != .none else { return (nil, limit < 0 ? .max : limit) }
        let text = try requireText(separator, "sep", of: method)
        guard !text.isEmpty else { throw failure(.invalidOperation, "the separator must not be empty") }
        return (text, limit < 0 ? .max : limit)
    }

    func split(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let (separator, limit) = try splitArguments(arguments, of: "split")
        if let separator { return try list(TextSearch(separator).pieces(of: text(value), limit: limit), like: value) }
        return try list(words(text(value).unicodeScalars, limit: limit).map(String.init(scalars:)), like: value)
    }

    func splitFromEnd(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let (separator, limit) = try splitArguments(arguments, of: "rsplit")
        let reversed = text(value).unicodeScalars.reversed()
        var pieces: [String]
        if let separator {
            let reversedSeparator = String(scalars: separator.unicodeScalars.reversed())
            pieces = TextSearch(reversedSeparator).pieces(of: String(scalars: reversed), limit: limit)
        } else {
            pieces = words(reversed, limit: limit).map(String.init(scalars:))
        }
        pieces = pieces.reversed().map { String(scalars: $0.unicodeScalars.reversed()) }
        return try list(pieces, like: value)
    }

    /// Words between white space; after `limit` splits the rest stays whole.
    private func words(_ scalars: some Collection<Unicode.Scalar>, limit: Int) -> [[Unicode.Scalar]] {
        var words: [[Unicode.Scalar]] = []
        var rest = Array(scalars)[...].drop(while: \.isPythonWhitespace)
        while !rest.isEmpty {
            guard words.count < limit else {
                words.append(Array(rest))
                break
            }
            let word = rest.prefix { !$0.isPythonWhitespace }
            words.append(Array(word))
            rest = rest.dropFirst(word.count).drop(while: \.isPythonWhitespace)
        }
        return words
    }

    func splitLines(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        _ = try bind(arguments, of: "splitlines")
        return try list(text(value).pythonLines, like: value)
    }

    func partition(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let separator = try requireText(try bind(arguments, to: "sep", of: "partition")[0], "sep", of: "partition")
        return try partition(value, at: TextSearch(separator).matches(in: text(value), limit: 1).first, separator)
            ?? .tuple([value, value.withText(""), value.withText("")])
    }

    func partitionFromEnd(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let separator = try requireText(try bind(arguments, to: "sep", of: "rpartition")[0], "sep", of: "rpartition")
        return try partition(value, at: lastMatch(of: separator, in: text(value)), separator)
            ?? .tuple([value.withText(""), value.withText(""), value])
    }

    private func partition(
        _ value: JinjaValue, at offset: Int?, _ separator: String
    ) throws(TemplateError) -> JinjaValue? {
        guard !separator.isEmpty else { throw failure(.invalidOperation, "the separator must not be empty") }
        guard let offset else { return nil }
        let text = text(value)
        let head = text.dropping(last: text.utf8.count - offset)
        let tail = text.dropping(first: offset + separator.utf8.count)
        return .tuple([head, separator, tail].map(value.withText))
    }

    func joinText(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let elements = try iterate(try bind(arguments, to: "iterable", of: "join")[0] ?? .none)
        var parts: [String] = []
        for element in elements { parts.append(try requireText(element, "iterable", of: "join")) }
        return value.withText(try joined(parts, by: text(value)))
    }

    /// Joins texts, charging for the result before it is made.
    func joined(_ parts: [String], by separator: String) throws(TemplateError) -> String {
        let size = parts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count }
        try spend(size / 16 + parts.count)
        return parts.joined(separator: separator)
    }
}
