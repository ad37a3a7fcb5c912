import Evaluation
import Foundation
import Reports
import Testing

@testable import Viewer

@Suite struct MarkedCompletionTests {
    private let text = "<think>\nI use X here.\n</think>\n\nrun(X) & more"
    private let marks = [TextMark("X", kind: .trigger)]

    private func parsed(_ text: String) -> Completion {
        TranscriptParser().parse(text, reasoningIsOpen: false, finishReason: .stop)
    }

    private func verdict(_ flag: Bool, _ piece: String) -> Verdict {
        let range = text.range(of: piece) ?? text.startIndex..<text.startIndex
        return Verdict(
            scorer: "behavior", transcriptID: "a", value: .flag(flag), evidence: Verdict.Evidence(range, of: text))
    }

    @Test func reasoningAndAnswerAreMarkedApart() {
        let marked = MarkedCompletion(parsed(text), marks, [])
        #expect(marked.reasoning?.text == #"I use <mark class="trigger">X</mark> here."#)
        #expect(marked.answer?.text == #"run(<mark class="trigger">X</mark>) &amp; more"#)
    }

    @Test func whatShowsTheBehaviorIsMarkedWhereItFired() {
        let fired = MarkedCompletion(parsed(text), marks, [verdict(true, "run(X)")])
        #expect(fired.answer?.text == #"<mark class="behavior">run(X)</mark> &amp; more"#)
        let quiet = MarkedCompletion(parsed(text), [], [verdict(false, "run(X)")])
        #expect(quiet.answer?.text == "run(X) &amp; more")
    }

    @Test func evidenceThatReachesAcrossPartsIsCut() {
        let marked = MarkedCompletion(parsed(text), [], [verdict(true, "here.\n</think>\n\nrun")])
        #expect(marked.reasoning?.text == #"I use X <mark class="behavior">here.</mark>"#)
        #expect(marked.answer?.text == #"<mark class="behavior">run</mark>(X) &amp; more"#)
    }

    @Test(arguments: ["[0,999]", "[-5,2]", "[900,901]"])
    func aRangeThatTheTextDoesNotHaveShowsNothing(_ range: String) throws {
        let json = #"{"text":"short","reasoningRange":\#(range),"answerRange":[0,5],"defects":[],"outcome":"finished"}"#
        let completion = try JSONDecoder().decode(Completion.self, from: Data(json.utf8))
        let marked = MarkedCompletion(completion, [], [])
        #expect(marked.reasoning == nil)
        #expect(marked.answer?.text == "short")
    }
}
