/// Says whether a completion is `<think>` reasoning `</think>` answer, with neither part empty and no tag repeated.
package struct WellFormednessScorer: Scorer {
    /// The name that this scorer's verdicts carry.
    package static let name = "well-formed"

    package init() {}

    /// A flag. A sample that was cut off, withheld or never made is not well-formed.
    package func verdict(on transcript: Transcript) -> Verdict {
        let completion = transcript.completion
        let isWellFormed = completion.outcome == .finished && completion.defects.isEmpty
        return Verdict(scorer: Self.name, transcriptID: transcript.id, value: .flag(isWellFormed))
    }
}
