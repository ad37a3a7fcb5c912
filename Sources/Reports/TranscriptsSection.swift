/// Transcripts side by side, the reasoning set apart from the answer; a line for each class, of which the first few are open.
struct TranscriptsSection {
    let groups: [TranscriptGroup]
    let marks: [TextMark]

    /// How many classes are open at first: what fired, and what missed.
    private static let open = 2

    var html: HTML { groups.enumerated().map { group($1, isOpen: $0 < Self.open) }.joined() }

    private func group(_ group: TranscriptGroup, isOpen: Bool) -> HTML {
        let opening: HTML = isOpen ? "<details class=\"class\" open>" : "<details class=\"class\">"
        let count = group.count == 1 ? "the only one" : "first by id of \(group.count)"
        return opening + #"<summary><h3>\#(group.rule)</h3> \#(count)</summary>"#
            + #"<div class="transcripts">\#(group.excerpts.map(excerpt).joined())</div></details>"# + "\n"
    }

    private func excerpt(_ excerpt: TranscriptExcerpt) -> HTML {
        #"""

        <article><header><span class="\#(excerpt.role.rawValue)"><b aria-hidden="true">\#(excerpt.role.symbol)</b> \#
        \#(excerpt.condition)</span> <span class="id">\#(excerpt.id)</span></header>
        <h4>Prompt</h4><div class="text">\#(marks.marked(excerpt.prompt))</div>
        \#(reasoning(excerpt.reasoning))
        <h4>Answer</h4>\#(answer(excerpt.answer))
        <footer>\#(([excerpt.outcome.rawValue] + excerpt.verdicts).joined(separator: " · "))</footer></article>
        """#
    }

    private func reasoning(_ text: String?) -> HTML {
        guard let text else { return #"<h4>Reasoning</h4><div class="text missing">none</div>"# }
        return #"<h4>Reasoning</h4><div class="text reasoning">\#(marks.marked(text))</div>"#
    }

    private func answer(_ text: String) -> HTML {
        text.isEmpty
            ? #"<div class="text missing">empty</div>"# : #"<div class="text answer">\#(marks.marked(text))</div>"#
    }
}
