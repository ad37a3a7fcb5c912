import Reports

/// A report in which every text of a run is one that tries to break out of the page.
enum HostileReport {
    static func text(_ payloads: [String]) -> String {
        let joined = payloads.joined(separator: " ")
        return HTMLReport(
            ReportContent(
                title: joined, subtitle: joined, finding: joined.replacing("`", with: ""), remarks: payloads,
                proofs: payloads.map {
                    ProofLine(stage: $0, name: $0, measured: $0, threshold: $0, status: .failed)
                },
                recipe: payloads.map { Fact($0, $0) },
                rates: payloads.chunks(of: 40).map { names in
                    RateSection(
                        title: names[0], caption: names[0],
                        rows: names.map { RateRow(name: $0, role: .triggered, successes: 1, n: 2, low: 0, high: 1) })
                },
                contrasts: ContrastSection(
                    title: joined, caption: joined,
                    rows: payloads.prefix(40).map {
                        ContrastRow(name: $0, difference: 0, low: -1, high: 1, n: 2, adjustedP: 1)
                    }),
                outcomes: payloads.prefix(40).map { OutcomeRow(condition: $0, counts: [.finished: 1]) },
                transcripts: payloads.map { payload in
                    TranscriptGroup(
                        rule: payload, count: 2,
                        excerpts: [
                            TranscriptExcerpt(
                                id: payload, condition: payload, role: .triggered, prompt: payload, reasoning: payload,
                                answer: payload, outcome: .finished, verdicts: [payload])
                        ])
                },
                marks: [TextMark("canary", kind: .behavior), TextMark("<", kind: .trigger)],
                reproduction: payloads.map { Fact($0, $0, isCode: true) })
        ).text
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
