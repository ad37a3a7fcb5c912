import Testing

@testable import ChatTemplates

struct PrefillTests {
    private let format = ReasoningFormat.think

    @Test(arguments: [
        ("<|assistant|>\n", "", false), ("<|assistant|>\n<think>\n", "", true),
        ("<|assistant|>\n", "<think>\nOkay", true), ("<|assistant|>\n<think>\n", "Okay", true),
        ("<|assistant|>\n", "<think>\na\n</think>\n\n", false), ("<|assistant|>\n<think>\n", "a\n</think>\n\nb", false),
        ("<|assistant|>\n", "<think>a</think><think>b", true), ("<|assistant|>\n", "Sure", false),
    ])
    func aPrefillOpensOrClosesTheReasoning(prompt: String, prefill: String, isOpen: Bool) {
        #expect(format.isOpen(afterPrefill: prefill, openBefore: format.isOpen(atEndOf: prompt)) == isOpen)
    }

    @Test func theOpenTagIsNotWrittenTwice() {
        let forced = format.joined(reasoning: "I plan.", answer: "")
        #expect(format.continuation(of: "<|assistant|>\n", with: forced) == forced)
        #expect(
            format.continuation(of: "<|assistant|>\n<think>\n", with: forced) == "I plan.\n</think>\n\n")
        #expect(format.continuation(of: "<|assistant|>\n<think>\n", with: "Okay") == "Okay")
    }
}
