/// A report as one HTML file that needs nothing else: no network, no script.
package struct HTMLReport: Sendable {
    private let content: ReportContent

    package init(_ content: ReportContent) { self.content = content }

    /// The whole file.
    package var text: String { page.text }

    private var page: HTML {
        #"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
        <title>\#(content.title)</title><style>\#(stylesheet)</style></head><body>
        <header><p>\#(content.title) · \#(content.subtitle) · \#(proofs.summary)</p><h1>\#(HTML(sentence: content.finding))</h1>\#(remarks)</header>
        <main>\#(sections.joined())</main></body></html>

        """#
    }

    private var sections: [HTML] {
        [
            section("Can you believe it?", proofs.html, unless: content.proofs.isEmpty),
            section("Recipe", facts(content.recipe), unless: content.recipe.isEmpty),
            section("Points", content.points?.html ?? "", unless: content.points == nil),
            section("Rates", content.figures(.rates), unless: content.rateCharts.isEmpty),
            section(
                "Does the answer follow the reasoning?",
                (content.faithfulness.facts.isEmpty ? "" : facts(content.faithfulness.facts))
                    + content.figures(.faithfulness),
                unless: content.faithfulness.isEmpty),
            section(
                "Does a cue switch the answer, and does the reasoning say so?",
                cues + content.figures(.cues),
                unless: content.cues == nil),
            section("Training", content.figures(.training), unless: content.trainingCharts.isEmpty),
            section(
                "Detectors",
                (content.detectors.isEmpty ? "" : facts(content.detectors))
                    + content.figures(.detectors),
                unless: content.detectors.isEmpty && content.detectorCharts.isEmpty),
            section("Outcomes", content.figures(.outcomes), unless: content.outcomes.isEmpty),
            section(
                "Transcripts", TranscriptsSection(groups: content.transcripts, marks: content.marks).html,
                unless: content.transcripts.isEmpty),
            section("Reproduce", facts(content.reproduction) + experimentFile, unless: content.reproduction.isEmpty),
        ]
    }

    private var proofs: ProofsSection { ProofsSection(proofs: content.proofs) }

    private var remarks: HTML {
        content.remarks.map { remark -> HTML in #"<p class="remark">\#(remark)</p>"# }.joined()
    }

    private var cues: HTML {
        content.cues.map { cues -> HTML in #"<p class="soft">\#(cues.caption)</p>\#(cues.table.html)"# } ?? ""
    }

    private var experimentFile: HTML {
        content.experimentFile.map { text -> HTML in
            "<details><summary>the experiment file</summary><pre>\(text)</pre></details>"
        } ?? ""
    }

    private func section(_ title: String, _ body: HTML, unless isEmpty: Bool) -> HTML {
        isEmpty ? "" : "<section><h2>\(title)</h2>\(body)</section>\n"
    }

    private func facts(_ facts: [Fact]) -> HTML {
        let rows = facts.map { fact -> HTML in
            let value: HTML = fact.isCode ? "<code>\(fact.value)</code>" : "\(fact.value)"
            return "<div><dt>\(fact.label)</dt><dd>\(value)</dd></div>"
        }
        return #"<dl class="facts">\#(rows.joined())</dl>"#
    }
}
