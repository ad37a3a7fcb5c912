/// What one step computes: pieces of prompts in one pass, and one token of each decoding sequence in another.
struct Step {
    /// A piece of a prompt.
    struct Segment {
        let sequence: RunningSequence
        /// Tokens of the sequence that are in the cache already.
        let past: Int
        /// Tokens of this piece.
        let count: Int
        /// The sequences whose first token its last position chooses: none before the prompt's end, several for equal prompts.
        var choosers: [RunningSequence]
    }

    /// Blocks to be copied before either pass.
    var copies: [(from: Int, to: Int)] = []
    var prefill: [Segment] = []
    var decode: [RunningSequence] = []

    var isEmpty: Bool { prefill.isEmpty && decode.isEmpty }
    /// The sequences that get a token, in the order of their tokens.
    var choosers: [RunningSequence] { prefill.flatMap(\.choosers) + decode }
}

/// What a generation took.
package struct GenerationStatistics: Sendable, Hashable {
    /// Prompt tokens that were computed, those of sequences read in again included.
    package var prefilledTokens = 0
    /// Prompt tokens that were found in the cache.
    package var sharedTokens = 0
    /// Tokens decoded after the first of each sequence.
    package var decodedTokens = 0
    package var steps = 0
    /// Times that a sequence gave way to an older one.
    package var preemptions = 0

    mutating func count(_ step: Step) {
        steps += step.isEmpty ? 0 : 1
        prefilledTokens += step.prefill.reduce(0) { $0 + $1.count }
        decodedTokens += step.decode.count
    }
}
