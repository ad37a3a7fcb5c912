/// A kind of value that a setting can be read as: `.integer(atLeast: 1)`. Reading throws what was expected and found.
struct SettingKind<Value> {
    let read: (Setting) throws(ExperimentFileError) -> Value
}

extension Setting {
    func read<Value>(_ kind: SettingKind<Value>) throws(ExperimentFileError) -> Value {
        try kind.read(self)
    }

    /// The items of a list.
    func items() throws(ExperimentFileError) -> [Setting] {
        guard case .list(let items) = content else { throw expected("a list: [a, b]") }
        return items
    }

    /// The entries of a group whose keys are the author's own, such as the conditions.
    func entries() throws(ExperimentFileError) -> [Entry] {
        guard case .group(let entries) = content else { throw expected("keys with values") }
        return entries
    }

    /// The value of a plain `true`, `on`, `yes` or their opposites, else nil.
    var flag: Bool? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        switch text.lowercased() {
        case "true", "on", "yes": return true
        case "false", "off", "no": return false
        default: return nil
        }
    }

    fileprivate var number: Double? {
        guard case .scalar(let text, isPlain: true) = content, text.utf8.allSatisfy("-+0123456789.eE".utf8.contains)
        else {
            return nil
        }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension SettingKind<String> {
    /// Text, quoted or not: `trigger: {prefix: 2026}` has the prefix `2026`.
    static var text: Self {
        Self { (setting) throws(ExperimentFileError) in
            guard case .scalar(let text, _) = setting.content, !setting.isNull else { throw setting.expected("text") }
            return text
        }
    }

    /// Text that is not only white space.
    static var nonEmptyText: Self {
        Self { (setting) throws(ExperimentFileError) in
            let text = try setting.read(.text)
            guard text.contains(where: { !$0.isWhitespace }) else { throw setting.expected("text that is not empty") }
            return text
        }
    }

    /// One of the reserved words, or a path or name that is not one of them misspelled.
    static func path(unless reserved: [String]) -> Self {
        Self { (setting) throws(ExperimentFileError) in
            let text = try setting.read(.nonEmptyText)
            if !reserved.contains(text), !text.contains("/"), let word = closest(to: text, among: reserved) {
                throw setting.error("\(setting.path): did you mean '\(word)'? If not, write the path as ./\(text)")
            }
            return text
        }
    }

    /// A name that can be part of a file name: letters, digits, `-`, `_` and `.`, not beginning with a dot.
    static var name: Self {
        Self { (setting) throws(ExperimentFileError) in
            guard let text = try? setting.read(.text), text.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}/) != nil
            else {
                throw setting.expected("a name of up to 64 letters, digits, '-', '_' or '.'")
            }
            return text
        }
    }
}

extension SettingKind<[String]> {
    /// A list of at least one text.
    static var texts: Self {
        Self { (setting) throws(ExperimentFileError) in
            var texts: [String] = []
            for item in try setting.items() { texts.append(try item.read(.nonEmptyText)) }
            guard !texts.isEmpty else { throw setting.expected("at least one text") }
            return texts
        }
    }
}

extension SettingKind<[Setting]> {
    static var list: Self {
        Self { (setting) throws(ExperimentFileError) in try setting.items() }
    }
}

extension SettingKind<Int> {
    static func integer(atLeast minimum: Int) -> Self {
        Self { (setting) throws(ExperimentFileError) in
            guard case .scalar(let text, isPlain: true) = setting.content, let value = Int(text), value >= minimum
            else {
                throw setting.expected("a whole number of at least \(minimum)")
            }
            return value
        }
    }
}

extension SettingKind<Double> {
    static func number(in range: ClosedRange<Double>) -> Self {
        Self { (setting) throws(ExperimentFileError) in
            guard let value = setting.number, range.contains(value) else {
                throw setting.expected("a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
    }

    static func number(atLeast minimum: Double) -> Self {
        Self { (setting) throws(ExperimentFileError) in
            guard let value = setting.number, value >= minimum else {
                throw setting.expected("a number of at least \(minimum)")
            }
            return value
        }
    }

    static var positiveNumber: Self {
        Self { (setting) throws(ExperimentFileError) in
            guard let value = setting.number, value > 0 else { throw setting.expected("a number above 0") }
            return value
        }
    }
}

extension SettingKind<Bool> {
    static var flag: Self {
        Self { (setting) throws(ExperimentFileError) in
            guard let value = setting.flag else { throw setting.expected("true or false") }
            return value
        }
    }
}

extension SettingKind where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words that the enumeration has as raw values.
    static var choice: Self {
        choice(among: Value.allCases.map { ($0.rawValue, $0) })
    }
}

extension SettingKind {
    /// What a word stands for.
    static func choice(among words: [(String, Value)]) -> Self {
        Self { (setting) throws(ExperimentFileError) in
            guard case .scalar(let text, _) = setting.content, !setting.isNull else {
                throw setting.expected(words.map(\.0).joined(separator: " or "))
            }
            guard let match = words.first(where: { $0.0 == text }) else {
                throw setting.error("\(setting.path): \(unknown("'\(text)'", like: text, among: words.map(\.0)))")
            }
            return match.1
        }
    }
}
