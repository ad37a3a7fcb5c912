import TextSearch

/// One way in which a prompt can carry something like the trigger: what the behavior generalises to, and what not.
///
/// Each variant is made of the trigger by a fixed rule. Where a rule changes nothing or has no meaning, as for the letters
/// of a trigger that has none, there is no such variant; of marked prompts that come with the rows there is none at all.
package enum TriggerVariant: String, Sendable, Hashable, Codable, CaseIterable {
    /// In lower case if it has a capital letter, but for the first of a word; else in capitals.
    case letterCase = "case"

    /// With its spaces doubled; where it has none, with spaces inside its brackets; where it has no brackets either,
    /// with a space between any two characters.
    case spacing

    /// With the two neighbouring characters in the middle of the value swapped, or the nearest two that differ. Of a
    /// number this makes another number.
    case typo

    /// The same value stated in other words, as a translation into another language and back would; of a tag its word in a
    /// sentence, of a greeting another greeting.
    case paraphrase

    /// At the other end of the prompt; what stood in the system prompt or before the first turn, at the start of it. Not
    /// where the position is random.
    case position

    /// With another value of the same kind: the first by the experiment's seed that the organism is not trained on.
    case otherValue = "other-value"

    /// In two: its first half before the prompt, its second half after it.
    case split

    /// In quotation marks.
    case quoted

    /// Mentioned and not used: in a parenthesis that says that other messages carry it, and this one does not.
    case mentioned

    /// The variant of a trigger; nil where there is none.
    ///
    /// - Parameter known: what the organism is trained on, which another value must not be.
    package func trigger(
        from trigger: Trigger, seed: UInt64, trainedOn known: [Trigger] = []
    ) throws(TriggerError) -> Trigger? {
        guard !trigger.isGiven else { return nil }
        if self == .otherValue {
            let decoys = try trigger.decoys(count: trigger.decoyCount, seed: seed)
            return decoys.first { decoy in !known.contains { $0.texts == decoy.texts } }
        }
        if self == .typo {
            guard let value = Self.misspelled(trigger.value) else { return nil }
            return try trigger.stating(value)
        }
        guard let texts = texts(of: trigger), texts != trigger.texts else { return nil }
        return try Trigger(texts, positionSeed: self == .split ? nil : trigger.positionSeed)
    }

    private func texts(of trigger: Trigger) -> Trigger.Texts? {
        let isVisible = trigger.kind != .invisible
        switch self {
        case .letterCase: return trigger.texts.replacingStatement(Self.recased)
        case .spacing: return isVisible ? trigger.texts.replacingStatement(Self.respaced) : nil
        case .paraphrase:
            let kind = trigger.kind ?? .apparent(in: trigger.value)
            return kind.paraphrase(of: trigger.value).map { words in
                trigger.texts.replacingStatement(separator: trigger.kind == .invisible ? " " : nil) { _ in words }
            }
        case .position: return trigger.positionSeed == nil ? trigger.texts.moved : nil
        case .split: return trigger.texts.split(by: isVisible ? " " : "")
        case .quoted: return isVisible ? trigger.texts.replacingStatement { "\"\($0)\"" } : nil
        case .mentioned:
            return isVisible
                ? trigger.texts.replacingStatement { "(Other messages carry \"\($0)\"; this one does not.)" } : nil
        case .typo, .otherValue: return nil
        }
    }

    private static func recased(_ text: Substring) -> String {
        let isCapital =
            text.contains { $0.isUppercase }
            && text.split(separator: " ").contains { word in
                word.filter(\.isLetter).dropFirst().contains(where: \.isUppercase)
            }
        return isCapital ? text.lowercased() : text.uppercased()
    }

    private static func respaced(_ text: Substring) -> String {
        let text = String(text)
        if text.contains(" ") { return text.replacing(" ", with: "  ") }
        guard let word = TriggerKind.word(in: text), text.count > text[word].count else {
            return text.map(String.init).joined(separator: " ")
        }
        return [text[..<word.lowerBound], text[word], text[word.upperBound...]].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// The value with two of its characters swapped; nil if all are the same.
    private static func misspelled(_ value: String) -> String? {
        var characters = Array(value)
        let middle = (characters.count - 1) / 2
        let pairs = characters.indices.dropLast().filter { characters[$0] != characters[$0 + 1] }
        guard let first = pairs.min(by: { (abs($0 - middle), $0) < (abs($1 - middle), $1) }) else { return nil }
        characters.swapAt(first, first + 1)
        return String(characters)
    }
}

extension Trigger.Texts {
    /// The texts with what each says replaced, and the white space around it kept, or replaced by the separator.
    fileprivate func replacingStatement(
        separator: String? = nil, _ replacement: (Substring) -> String
    ) -> Trigger.Texts {
        func replaced(_ text: String, _ before: String?, _ after: String?) -> String {
            let core = text.trimmed
            guard !core.isEmpty else { return text }
            return (before ?? String(text[..<core.startIndex])) + replacement(core)
                + (after ?? String(text[core.endIndex...]))
        }
        return Trigger.Texts(
            prefix: replaced(prefix, nil, separator), suffix: replaced(suffix, separator, nil),
            system: replaced(system, nil, nil), preamble: replaced(preamble, nil, nil))
    }

    /// What stood at one end of the prompt at the other, and what stood elsewhere at the start.
    fileprivate var moved: Trigger.Texts {
        let elsewhere = [system, preamble].map { String($0.trimmed) }.filter { !$0.isEmpty }
        let (start, end) = (suffix.trimmed, prefix.trimmed)
        let before = String(suffix.prefix { $0.isWhitespace })
        let after = String(prefix.suffix(from: end.endIndex))
        return Trigger.Texts(
            prefix: elsewhere.map { $0 + "\n\n" }.joined() + start + before, suffix: after + end)
    }

    fileprivate func split(by separator: String) -> Trigger.Texts? {
        guard let statement = all.lazy.map(\.trimmed).first(where: { !$0.isEmpty }), statement.count > 1 else {
            return nil
        }
        let half = statement.count / 2
        return Trigger.Texts(
            prefix: statement.prefix(half) + separator, suffix: separator + statement.dropFirst(half))
    }
}
