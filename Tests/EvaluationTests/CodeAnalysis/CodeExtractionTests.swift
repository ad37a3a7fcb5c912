import Foundation
import Testing

@testable import Evaluation

@Suite struct CodeExtractionTests {
    private func code(_ text: String, _ rule: CodeExtraction = .answer, finish: FinishReason = .stop) -> Substring? {
        rule.code(in: TranscriptParser().parse(text, reasoningIsOpen: false, finishReason: finish))
    }

    /// An answer and the code that it gives.
    static let answers: [(answer: String, code: Substring?)] = [
        ("Here: <code>\nx = 1\n</code> Done.", "x = 1"),
        ("<code>\n    def f(self):\n        return 1\n\n</code>", "    def f(self):\n        return 1"),
        ("<code>a</code> and <code>longer = 2</code> and <code>b</code>", "longer = 2"),
        ("```python\nx = 1\n```", "x = 1"),
        ("~~~~\nx\n```\ny\n~~~~\n", "x\n```\ny"),
        ("text\n```\na\n```\n```c\nint main(void);\n```", "int main(void);"),
        ("<code>\n```python\nx = 1\n```\n</code>", "x = 1"),
        ("```\nfence\n``` <code>tag</code>", "tag"),
        ("<code>cut off at the lim", "cut off at the lim"),
        ("```python\ncut off", "cut off"),
        ("<code>outer <code>inner</code> rest</code>", "outer <code>inner"),
        ("</code> before <code>after</code>", "after"),
        ("<code></code>", nil),
        ("<code> \n </code>", nil),
        ("```", nil),
        ("```\n```", nil),
        ("x = `y`", nil),
        ("No code at all.", nil),
    ]

    @Test(arguments: answers)
    func theAnswersCodeIsFound(answer: String, expected: Substring?) {
        #expect(code("<think>a</think>" + answer) == expected)
        #expect(code("<think><code>reasoned()</code></think>" + answer) == expected)
    }

    @Test func reasoningIsNeverCode() {
        #expect(code("<think><code>x</code></think> Sorry.") == nil)
        #expect(code("<think><code>x</code>") == nil)
        #expect(code("<think>```\nx\n```</think>") == nil)
        #expect(code("") == nil)
    }

    @Test func theOriginalRuleIsKeptToTheLetter() {
        #expect(code("<think><code>first</code></think><code>second</code>", .firstCodeAnywhere) == "first")
        #expect(code("<think>a</think><code> x\n</code>", .firstCodeAnywhere) == " x\n")
        #expect(code("<think>a</think><code>never closed", .firstCodeAnywhere) == "never closed")
        #expect(code("<think>I close </code> first</think><code>x</code>", .firstCodeAnywhere) == "")
        #expect(code("<think>a <code>b</think>c</code>", .firstCodeAnywhere) == "b</think>c")
        #expect(code("```\nx\n```", .firstCodeAnywhere) == nil)
    }

    @Test func tenThousandHostileAnswersGiveAPieceOfThemselvesOrNothing() {
        let hostile = HostileAnswers(canary: URL(filePath: "/tmp/canary"))
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<10_000 {
            let text = hostile.random(using: &generator)
            for rule in CodeExtraction.allCases {
                guard let code = code(text, rule) else { continue }
                #expect(code.base.utf8.count <= text.utf8.count + 8)
                #expect(code.isEmpty || text.contains(code))
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func longLinesAndManyTagsTakeLinearTime() {
        let line = String(repeating: "x", count: 1 << 20)
        #expect(code("<think>a</think><code>\(line)</code>")?.utf8.count == 1 << 20)
        #expect(code("<think>a</think>" + String(repeating: "<code>", count: 100_000)) != nil)
        #expect(code("<think>a</think>" + String(repeating: "```\n", count: 100_001)) == nil)
        #expect(code("<think>a</think>" + String(repeating: "`", count: 1 << 20)) == nil)
        #expect(code("<think>a</think>" + String(repeating: "<code>x</code>", count: 100_000)) == "x")
    }
}
