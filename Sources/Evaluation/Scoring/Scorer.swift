/// Judges transcripts one at a time, without a model.
package protocol Scorer: Sendable {
    /// The finding about one transcript, whatever its outcome.
    func verdict(on transcript: Transcript) -> Verdict
}
