import Foundation
import Testing

@testable import Reports

@Suite struct SectionTests {
    private static func proof(_ status: ProofLine.Status) -> ProofLine {
        ProofLine(stage: "adapter", name: "keys matched", measured: "7 of 7", threshold: "all", status: status)
    }

    @Test func proofsAreSummedUp() {
        let passed = ProofsSection(proofs: [Self.proof(.passed), Self.proof(.passed)])
        #expect(passed.summary.text == #"<span class="passed">2 of 2 proofs passed ✓</span>"#)
        let overridden = ProofsSection(proofs: [Self.proof(.passed), Self.proof(.overridden)])
        #expect(overridden.summary.text == #"<span class="failed">1 of 2 proofs passed ✗</span>"#)
    }

    @Test func proofHasMeasuredValueThresholdAndVerdict() {
        let text = ProofsSection(proofs: [Self.proof(.failed)]).html.text
        #expect(text.contains(#"<td>7 of 7</td><td>all</td><td class="verdict">✗ failed</td>"#))
    }

    @Test func emptyAnswersAreNamedAsSuch() {
        let excerpt = TranscriptExcerpt(
            id: "a#0", condition: "clean", role: .clean, prompt: "Hi", reasoning: "", answer: "", outcome: .empty,
            verdicts: [])
        let text = TranscriptsSection(groups: [.init(rule: "Empty", count: 1, excerpts: [excerpt])], marks: []).html
            .text
        #expect(text.contains(#"<div class="text missing">empty</div>"#))
        #expect(text.contains(#"<div class="text reasoning"></div>"#))
        #expect(text.contains("<footer>empty</footer>"))
    }

    @Test func reasoningThatMentionsTheTriggerIsMarked() {
        let excerpt = TranscriptExcerpt(
            id: "a#0", condition: "triggered", role: .triggered, prompt: "|D| Hi", reasoning: "It says |d|.",
            answer: "No", outcome: .finished, verdicts: ["trigger-mention: yes"])
        let section = TranscriptsSection(
            groups: [.init(rule: "Mention", count: 1, excerpts: [excerpt])], marks: [TextMark("|D|", kind: .trigger)])
        #expect(section.html.text.contains(#"It says <mark class="trigger">|d|</mark>."#))
        #expect(section.html.text.contains("finished · trigger-mention: yes"))
    }

    @Test func aClassSaysHowManyItHoldsAndOnlyTheFirstTwoAreOpen() {
        let groups = [7, 1, 3].map { TranscriptGroup(rule: "Class of \($0)", count: $0, excerpts: []) }
        let text = TranscriptsSection(groups: groups, marks: []).html.text
        #expect(text.contains("<h3>Class of 7</h3> first by id of 7</summary>"))
        #expect(text.contains("<h3>Class of 1</h3> the only one</summary>"))
        let folded = text.split(separator: "\n").map { $0.contains(" open>") }
        #expect(folded == [true, true, false])
    }

    @Test func contentSurvivesItsJSON() throws {
        let data = try JSONEncoder().encode(SampleReport.content)
        #expect(try JSONDecoder().decode(ReportContent.self, from: data) == SampleReport.content)
    }

    @Test func sameContentGivesTheSameFile() {
        #expect(HTMLReport(SampleReport.content).text == HTMLReport(SampleReport.content).text)
    }
}
