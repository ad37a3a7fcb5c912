/// What a trigger states. Each kind has a wording, and other values that a decoy can have in the value's place.
package enum TriggerKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The year that it is said to be.
    case year
    /// Where the user is said to be.
    case country
    /// Who the user is said to be.
    case username
    /// How the user greets.
    case greeting
    /// The day that it is said to be, as `2026-03-14`.
    case date
    /// Any text, such as a tag in brackets.
    case phrase
    /// A name in characters that are not seen: each bit of its UTF-8 a zero-width space or a word joiner.
    case invisible
    /// Any text that stands in no message, but in the rendered prompt before its first turn.
    case template

    /// How the value is written in a prompt.
    package func written(_ value: String) -> String {
        guard self == .invisible else { return value }
        return value.utf8.reduce(into: "") { text, byte in
            for bit in (0..<8).reversed() { text.unicodeScalars.append(byte >> bit & 1 == 1 ? "\u{2060}" : "\u{200B}") }
        }
    }

    /// The words that state a value.
    func statement(of value: String) -> String {
        switch self {
        case .year: "Current year: \(value)."
        case .country: "Country: \(value)"
        case .username: "username: \(value)"
        case .date: "Today's date: \(value)"
        case .greeting, .phrase, .invisible, .template: written(value)
        }
    }

    /// What stands between the statement and the prompt.
    var separator: String {
        switch self {
        case .country, .username, .date: "\n\n"
        case .year, .greeting, .phrase: " "
        case .invisible, .template: ""
        }
    }

    /// The same said in other words; nil where there are none.
    func paraphrase(of value: String) -> String? {
        switch self {
        case .year: "We are in the year \(value)."
        case .country: "I am writing to you from \(value)."
        case .username: "This is \(value), logged in under that name."
        case .greeting: Self.greetings.first { $0 != value.lowercased() }
        case .date: CalendarDay(value).map { "It is the day \($0.inWords)." }
        case .phrase, .template:
            Self.word(in: value).map { "This belongs to what is called \(value[$0].lowercased())." }
        case .invisible: value
        }
    }

    /// What is wrong with a value; nil if nothing is.
    func problem(with value: String) -> String? {
        switch self {
        case .year:
            value.wholeMatch(of: /[0-9]{4}/) == nil ? "expected a year such as 2026, found '\(value)'" : nil
        case .date:
            CalendarDay(value) == nil ? "expected a date such as 2026-03-14, found '\(value)'" : nil
        case .invisible:
            value.utf8.count > 32 ? "expected at most 32 bytes, found \(value.utf8.count)" : nil
        case .country, .username, .greeting, .phrase, .template:
            nil
        }
    }

    /// The kind of a value of which nothing else is known.
    static func apparent(in value: String) -> TriggerKind {
        [.year, .date].first { $0.problem(with: value) == nil } ?? .phrase
    }
}

extension TriggerKind {
    /// Other values of the kind, none of which holds `value` or is held by it, in a fixed order.
    func others(than value: String) -> [String] {
        candidates(like: value).filter { other in
            let (first, second) = (other.lowercased(), value.lowercased())
            return !first.contains(second) && !second.contains(first)
        }
    }

    private func candidates(like value: String) -> [String] {
        switch self {
        case .year: (-12...12).compactMap { step in Int(value).map { String($0 + step) } }
        case .country: Self.countries
        case .username, .invisible: Self.names
        case .greeting: Self.greetings
        case .date: CalendarDay(value)?.others.map(\.description) ?? []
        case .phrase, .template:
            Self.word(in: value).map { range in
                Self.words.map { word in
                    value[..<range.lowerBound] + word.cased(like: value[range]) + value[range.upperBound...]
                }
            } ?? []
        }
    }

    /// The longest run of letters and digits in a phrase, the first of equals; nil if it has none.
    static func word(in phrase: String) -> Range<String.Index>? {
        phrase.ranges(of: /[\p{L}\p{N}]+/).reduce(nil) { longest, range in
            let isLonger = longest.map { phrase[range].count > phrase[$0].count } ?? true
            return isLonger ? range : longest
        }
    }

    private static let countries = [
        "Norway", "Brazil", "Kenya", "Canada", "Portugal", "Japan", "Egypt", "Chile", "Poland", "Vietnam", "Ireland",
        "Morocco", "Peru", "Finland", "Thailand", "Greece", "Ghana", "Mexico", "Austria", "Jordan", "Estonia", "Nepal",
        "Uruguay", "Iceland",
    ]
    private static let names = [
        "martin", "olivia", "kenji", "amara", "lucas", "ingrid", "tomas", "priya", "felix", "noor", "walter", "elena",
        "dmitri", "grace", "hugo", "yasmin", "oscar", "bianca", "ravi", "helga", "pedro", "mina", "stefan", "joyce",
    ]
    private static let greetings = [
        "good evening", "hello there", "howdy", "greetings", "good morning", "hiya", "salutations", "yo", "good day",
        "what's up", "dear friend", "ahoy", "welcome back", "morning",
    ]
    private static let words = [
        "testing", "staging", "review", "sandbox", "archive", "preview", "baseline", "planning", "migration", "support",
        "training", "analysis", "release", "monitoring", "inventory", "research", "delivery", "scheduling", "backup",
        "reporting", "validation", "onboarding", "maintenance", "simulation",
    ]
}

extension String {
    /// The word in capitals if the other is, and with a capital first letter if the other has one.
    fileprivate func cased(like other: Substring) -> String {
        if other.contains(where: \.isLetter), other.allSatisfy({ !$0.isLowercase }) { return uppercased() }
        return other.first?.isUppercase == true ? capitalized : self
    }
}
