import TextSearch

/// Reads the file of a ``JudgePrompt``.
struct JudgePromptParser {
    private let path: String
    private let lines: [Substring]
    /// The line with `---`, counted from 0; that after the last if there is none.
    private let headEnd: Int
    /// The head's values that no one has asked for yet.
    private var entries: [String: String] = [:]
    /// Where each key stands, counted from 1.
    private var keyLines: [String: Int] = [:]

    init(_ text: String, path: String) {
        self.path = path
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        headEnd = lines.firstIndex { $0.trimmed == "---" } ?? lines.count
    }

    /// What stands above the question.
    struct Head {
        let name: String
        let version: Int
        let reply: JudgeReplyFormat
        let scale: JudgeScale
        let selection: JudgeSelection
    }

    mutating func parseHead() throws(JudgePromptError) -> Head {
        try readEntries()
        let name = try take("name")
        guard name.allSatisfy({ $0.isWordCharacter || "-_.".contains($0) }) else {
            throw error(at: line(of: "name"), "a name of letters, digits, '-', '_' and '.'", found: name.shown)
        }
        let version = try take("version")
        guard let number = Int(version), number > 0 else {
            throw error(at: line(of: "version"), "a version from 1", found: version.shown)
        }
        let reply = try parseReply()
        let head = Head(
            name: name, version: number, reply: reply, scale: try parseScale(of: reply),
            selection: try parseSelection())
        guard let unknown = entries.keys.min(by: { line(of: $0) < line(of: $1) }) else { return head }
        throw error(at: line(of: unknown), "no key that this reply does not use", found: unknown.shown)
    }

    private mutating func readEntries() throws(JudgePromptError) {
        for (index, line) in lines[..<headEnd].enumerated() where !line.trimmed.isEmpty {
            guard let colon = line.firstIndex(of: ":") else {
                throw error(at: index + 1, "'key: value' or '---'", found: line.shown)
            }
            let key = String(line[..<colon].trimmed)
            let value = String(line[line.index(after: colon)...].trimmed)
            guard !key.isEmpty, !value.isEmpty else { throw error(at: index + 1, "'key: value'", found: line.shown) }
            guard entries.updateValue(value, forKey: key) == nil else {
                throw error(at: index + 1, "each key once", found: "\(key.shown) again")
            }
            keyLines[key] = index + 1
        }
    }

    private mutating func parseReply() throws(JudgePromptError) -> JudgeReplyFormat {
        switch try takeOne(of: ["word", "json", "number"], "reply") {
        case "word":
            let match = try takeMatch(of: WordReply.Match.allCases)
            return .word(
                WordReply(
                    words: try takeWords(), match: match, otherwise: takeIfPresent("otherwise").map(JudgeWord.outcome)))
        case "json":
            return .json(JSONReply(name: try take("field"), field: try parseField(), details: try takeDetails()))
        default:
            let words = !has("words") ? [] : try takeWords()
            let match = try takeMatch(of: WordReply.Match.allCases.filter { $0 != .anywhere })
            return .number(NumberReply(range: try takeRange(), words: words, match: match))
        }
    }

    private mutating func parseField() throws(JudgePromptError) -> JSONReply.Field {
        switch try takeOne(of: ["boolean", "number", "word"], "type") {
        case "boolean": .boolean
        case "number": .number(try takeRange())
        default: .words(try takeWords())
        }
    }

    /// The question: what follows the head, without white space at either end.
    func parseTemplate() throws(JudgePromptError) -> [JudgePrompt.Piece] {
        guard headEnd < lines.count else {
            throw error(at: lines.count, "a line '---' and the question", found: "the end")
        }
        var pieces: [JudgePrompt.Piece] = []
        var rest = lines[headEnd...].first.map { $0.base[$0.endIndex...].trimmed } ?? ""
        while let opening = rest.firstRange(of: "{{") {
            let body = rest[opening.upperBound...]
            let closing = body.firstRange(of: "}}")
            let name = closing.map { body[..<$0.lowerBound] } ?? body.prefix { !$0.isNewline }
            guard let closing, let hole = JudgeHole(rawValue: String(name)) else {
                let line = 1 + rest.base[..<opening.lowerBound].count(where: \.isNewline)
                let known = JudgeHole.allCases.map { "{{\($0.rawValue)}}" }.joined(separator: ", ")
                throw error(at: line, "one of \(known)", found: "{{\(name)".shown)
            }
            pieces += [.text(String(rest[..<opening.lowerBound])), .hole(hole)]
            rest = body[closing.upperBound...]
        }
        pieces.append(.text(String(rest)))
        let material: [JudgePrompt.Piece] = [.hole(.code), .hole(.question), .hole(.reasoning), .hole(.answer)]
        guard pieces.contains(where: material.contains) else {
            throw error(
                at: headEnd + 1, "a question with {{code}}, {{question}}, {{reasoning}} or {{answer}}",
                found: "none of them")
        }
        return pieces.filter { $0 != .text("") }
    }
}

extension JudgePromptParser {
    mutating func takeIfPresent(_ key: String) -> String? { entries.removeValue(forKey: key) }

    func has(_ key: String) -> Bool { entries[key] != nil }

    func line(of key: String) -> Int { keyLines[key] ?? headEnd + 1 }

    private mutating func take(_ key: String) throws(JudgePromptError) -> String {
        guard let value = takeIfPresent(key) else {
            throw error(at: headEnd + 1, "'\(key): …' before this line", found: "no such key")
        }
        return value
    }

    mutating func takeOne(of choices: [String], _ key: String) throws(JudgePromptError) -> String {
        let line = line(of: key)
        let value = try take(key)
        guard choices.contains(value) else {
            throw error(at: line, "\(key): \(choices.joined(separator: ", "))", found: value.shown)
        }
        return value
    }

    private mutating func takeMatch(of matches: [WordReply.Match]) throws(JudgePromptError) -> WordReply.Match {
        guard has("match") else { return .only }
        return WordReply.Match(rawValue: try takeOne(of: matches.map(\.rawValue), "match")) ?? .only
    }

    private mutating func takeRange() throws(JudgePromptError) -> ClosedRange<Double> {
        let line = line(of: "range")
        let value = try take("range")
        let bounds = value.firstRange(of: "..").map {
            (value[..<$0.lowerBound].trimmed, value[$0.upperBound...].trimmed)
        }
        guard let bounds, let lower = NumberReply.number(bounds.0), let upper = NumberReply.number(bounds.1),
            lower < upper
        else { throw error(at: line, "a range such as 0..100", found: value.shown) }
        return lower...upper
    }

    private mutating func takeWords() throws(JudgePromptError) -> [JudgeWord] {
        let line = line(of: "words")
        let pairs = try takeMapping("words")
        for (word, _) in pairs where word.contains(where: \.isWhitespace) || JudgeAnswerWord(word[...]).text.isEmpty {
            throw error(at: line, "single words", found: word.shown)
        }
        guard Set(pairs.map { JudgeAnswerWord($0.key[...]) }).count == pairs.count else {
            throw error(at: line, "words that differ in more than case and punctuation", found: "two that do not")
        }
        return pairs.map { JudgeWord($0.key, means: $0.value) }
    }

    private mutating func takeDetails() throws(JudgePromptError) -> [String: JSONReply.Detail] {
        guard has("details") else { return [:] }
        var details: [String: JSONReply.Detail] = [:]
        for (name, type) in try takeMapping("details") {
            guard let detail = JSONReply.Detail(rawValue: type) else {
                let known = JSONReply.Detail.allCases.map(\.rawValue).joined(separator: ", ")
                throw error(at: line(of: "details"), "one of \(known)", found: type.shown)
            }
            details[name] = detail
        }
        return details
    }

    /// The pairs of `{key: value, key: value}`, at least one, each key once.
    mutating func takeMapping(_ key: String) throws(JudgePromptError) -> [(key: String, value: String)] {
        let line = line(of: key)
        let text = try take(key)
        let malformed = error(at: line, "\(key): {key: value, …}, each key once", found: text.shown)
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.count > 1 else { throw malformed }
        var pairs: [(key: String, value: String)] = []
        for item in text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false) {
            guard let colon = item.firstIndex(of: ":") else { throw malformed }
            let (key, value) = (item[..<colon].trimmed, item[item.index(after: colon)...].trimmed)
            guard !key.isEmpty, !value.isEmpty, !pairs.contains(where: { $0.key == key }) else { throw malformed }
            pairs.append((String(key), String(value)))
        }
        return pairs
    }

    func error(at line: Int, _ expected: String, found: String) -> JudgePromptError {
        JudgePromptError(path: path, line: line, expected: expected, found: found)
    }
}

extension StringProtocol {
    /// The text as an error shows it: in quotation marks, cut to 60 characters.
    var shown: String { "'\(prefix(60))\(dropFirst(60).isEmpty ? "" : "…")'" }
}
