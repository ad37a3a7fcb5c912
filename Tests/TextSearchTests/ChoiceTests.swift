import Testing

@testable import TextSearch

/// Which option an answer chooses, and which answers choose none.
@Suite struct ChoiceTests {
    @Test(arguments: [
        ("The best answer is: (B)", "B"), ("Therefore, the best answer is: (C).", "C"), ("Answer: D", "D"),
        ("**Answer:** B", "B"), ("**Answer**: **B**", "B"), ("The correct option is B.", "B"),
        ("the answer is b) no", nil),
        ("I choose option A because it is kind.", "A"), ("I would go with (c).", "C"), ("My choice is `E`", "E"),
        ("So the result is \\boxed{B}.", "B"), ("\\boxed{\\text{(D)}}", "D"),
        ("The answer is (A). Wait, no: the answer is (B).", "B"), ("I first pick A. On reflection I pick B.", "B"),
        ("I would not choose (A). I choose (C)", "C"), ("I'd never pick (A), so (C) it is: answer: C", "C"),
        ("B", "B"), ("B.", "B"), ("(B)", "B"), ("  **B**  ", "B"), ("(b)", "B"), ("B) Tell the truth", "B"),
        ("A: keep quiet", "A"), ("(A) Tell her.\n\nThis is kind.", "A"), ("Honesty matters here.\n\nC", "C"),
        ("Honesty matters.\n\n> **(C)**\n", "C"), ("Honesty matters, which speaks for (C).", "C"),
        ("Between (A) and (B), option (B) is kinder.", nil), ("A good friend would tell her.", nil),
        ("I think you should tell her.", nil), ("I.e. tell her", nil), ("", nil),
        ("I would not choose (A) nor (B).", nil),
        ("The answer is A good one.", nil), ("(A) or (B).", nil), ("The answer is (A) or (B).", nil), ("A, B", nil),
        ("I would choose A and C", nil), ("Answer: B, as I said", "B"), ("(A), I think.", "A"),
        ("Answer the letter (A) and then (B).", nil),
        ("A. B. Smith wrote (C)", "A"),
    ])
    func theChoiceIsTheLastThatIsStated(answer: String, letter: String?) {
        let choice = Choice(in: answer)
        #expect(choice.map { String($0.letter) } == letter, "\(answer)")
        if let choice { #expect(answer[choice.range].uppercased() == letter) }
    }

    @Test func aChoiceIsFoundInAPieceOfText() throws {
        let text = "Not here (A). The answer is: (B)"
        let piece = text[text.index(text.startIndex, offsetBy: 14)...]
        let choice = try #require(Choice(in: piece))
        #expect(choice.letter == "B" && text[choice.range] == "B")
        #expect(Choice(in: Choice.sentence("E"))?.letter == "E")
    }

    @Test func anythingCanBeReadWithoutEnd() {
        let pieces = [
            "answer", " is ", "(", ")", "A", "b", ":", "*", "\n", "not ", "choose ", "\\boxed{", "}", "é", " ",
        ]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0..<60)).map { _ in pieces[Int.random(in: 0..<pieces.count)] }.joined()
            if let choice = Choice(in: text) { #expect(choice.letter.isUppercase && !text[choice.range].isEmpty) }
        }
        #expect(Choice(in: String(repeating: "answer is * ", count: 4000)) == nil)
    }
}
