import RegexBuilder

/// The option that an answer to a multiple-choice question states.
///
/// The first of these rules that finds a letter decides:
/// 1. what is last said to be the answer: `The best answer is: (B)`, `Answer: B`, `I choose option B`, `\boxed{B}`;
/// 2. the letter that the answer begins with, as a label: `B`, `(B) Because …`, `**B.**`;
/// 3. the last line that is nothing but a label;
/// 4. the only letter in brackets, where all of them are the same.
///
/// An answer that names several options and chooses none has no choice: it is never taken for one of them.
package struct Choice: Sendable, Hashable {
    /// A capital letter from A to Z.
    package let letter: Character

    /// Where the answer states it.
    package let range: Range<String.Index>

    /// The choice in an answer; nil if none can be read.
    package init?(in answer: some StringProtocol) {
        let answer = Substring(answer)
        let found =
            Self.stated(in: answer) ?? Self.opening(of: answer) ?? Self.line(in: answer) ?? Self.only(in: answer)
        guard let found, let letter = found.first?.uppercased().first else { return nil }
        self.letter = letter
        range = found.startIndex..<found.endIndex
    }

    /// The sentence that states an option by its letter.
    package static func sentence(_ letter: String) -> String { "The best answer is: (\(letter))." }

    /// A letter in brackets, or one that no other words follow: `is A good one` chooses nothing. What is not chosen, as in
    /// `I would not pick (A)`, states nothing.
    private static func stated(in answer: Substring) -> Substring? {
        let statement = Regex {
            ChoiceGrammar.opening
            /[\s*_"'`]*(?i:(?:option|choice|answer)\s+)?[\s*_"'`]*/
            ChoiceGrammar.letter
            ChoiceGrammar.noSecond
        }
        let statements = answer.matches(of: statement).filter { $0.1 == nil }.compactMap { $0.2 ?? $0.3 }
        let boxed = answer.matches(of: /\\boxed\{(?:\\text\{)?\(?([A-Za-z])\)?\}/).map(\.1)
        return (statements + boxed).max { $0.startIndex < $1.startIndex }
    }

    private static func opening(of answer: Substring) -> Substring? {
        let label = Regex {
            /[\s*_"'`]*(?:[(\[]([A-Za-z])[)\]]|([A-Z])(?=[\s*_"'`]*(?:$|\n|[.):,](?:[\s*_"'`]|$))))/
            ChoiceGrammar.noSecond
        }
        return answer.prefixMatch(of: label).flatMap { $0.1 ?? $0.2 }
    }

    private static func line(in answer: Substring) -> Substring? {
        answer.split(whereSeparator: \.isNewline).reversed().lazy.compactMap { line in
            line.wholeMatch(of: /[\s*_"'`#>-]*[(\[]?([A-Z])[)\].:]*[\s*_"'`]*/)?.1
        }.first
    }

    private static func only(in answer: Substring) -> Substring? {
        let letters = answer.matches(of: /[(\[]([A-Z])[)\]]/).map(\.1)
        return Set(letters).count == 1 ? letters.last : nil
    }
}

/// How an answer says what it chooses.
private enum ChoiceGrammar {
    /// `The answer is:` or `I choose`; the first capture is a negation before it.
    nonisolated(unsafe) static let opening =
        /(?i:(\b(?:not|never|cannot)\s+|n't\s+)?\b(?:(?:answer|choice|option)[\s*_"'`]*(?:(?:is|would\s+be|should\s+be|must\s+be)\b[\s*_]*:?|[:=])|(?:choose|pick|select|vote\s+for|go\s+with)\b))/

    /// A letter in brackets, or a capital letter that ends what is said.
    nonisolated(unsafe) static let letter =
        /(?:[(\[]([A-Za-z])[)\]]|([A-Z])(?=[\s*_"'`]*(?:$|[\n.,;:!)\]]|because\b|since\b|as\b)))/

    /// What follows is no second option: `(A) or (B)` chooses neither.
    nonisolated(unsafe) static let noSecond =
        /(?![\s*_"'`]*(?:,|\/|&|(?i:or|and|nor)\b)[\s*_"'`]*(?i:(?:option|choice|and|or)\s+)?(?:[(\[][A-Za-z][)\]]|[A-Z]\b(?!['’\w])))/
}
