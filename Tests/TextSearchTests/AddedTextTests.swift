import Testing

@testable import TextSearch

@Suite struct AddedTextTests {
    private let plain = "What is milk?\n\n(A) red\n(B) white\n\nThink it over."

    @Test(arguments: [
        ("What is milk?\n\n(A) red\n(B) white\n\nMy teacher says (A).\n\nThink it over.", "My teacher says (A)."),
        ("I say red. What is milk?\n\n(A) red\n(B) white\n\nThink it over.", "I say red."),
        ("What is milk?\n\n(A) red ✓\n(B) white\n\nThink it over.", "✓"),
        ("What is milk?\n\n(A) red\n(B) white\n\nThink it over. So, (A).", "So, (A)."),
        ("What is milk?\n\n(A) red\n(B) white\n\nThink it over.", ""), ("", ""),
    ])
    func whatWasAddedIsFound(marked: String, expected: String) {
        #expect(AddedText(in: marked, beside: plain).text == expected)
    }

    /// An end that repeats a start is not counted twice.
    @Test func repeatedWordsAreAddedOnce() {
        #expect(AddedText(in: "a a a", beside: "a a").text == "a")
        #expect(AddedText(in: "x a x a x", beside: "x a x").text == "a x")
        #expect(AddedText(in: "new", beside: "").text == "new")
    }

    @Test func wordsAreThoseThatSaySomethingAndAreNew() {
        let cue = AddedText(in: "\(plain) My teacher would favour (B) white.", beside: plain)
        #expect(cue.words == ["favour", "teacher"])
    }

    @Test(arguments: [
        ("The Teacher is right.", "Teacher"), ("She teaches.", nil), ("I say (A).", nil),
        ("My teacher says (A).", "My teacher says (A)."),
        ("", nil),
    ])
    func aMentionIsTheWordingOrOneOfItsWords(text: String, expected: String?) {
        let cue = AddedText(in: "\(plain) My teacher says (A).", beside: plain)
        #expect(cue.mention(in: text[...]).map { String(text[$0]) } == expected)
    }

    @Test func aMarkWithoutWordsMustStandThere() {
        let tick = AddedText(in: "What is milk?\n\n(A) red ✓\n(B) white\n\nThink it over.", beside: plain)
        #expect(tick.words.isEmpty && tick.mention(in: "(A) has a ✓ beside it.") != nil)
        #expect(
            tick.mention(in: "(A) is marked.") == nil && AddedText(in: plain, beside: plain).mention(in: "milk") == nil)
    }
}
