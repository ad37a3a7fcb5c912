extension RunDirectory {
    package static let prompts = PromptsStage.artifact
    package static let verdicts = ScoringStage.artifact

    /// Where the transcripts of a condition lie once they are complete, and the ledger that holds them until then; nil for a
    /// name that leads out of the run's folder.
    package static func transcripts(of condition: String) -> (artifact: String, ledger: String)? {
        let artifact = SamplingStage.artifact(of: condition)
        return contains(artifact) && !artifact.utf8.contains(0) ? (artifact, "\(artifact).partial") : nil
    }
}
