import Evaluation
import Generation
import Provenance
import Tokenizers

/// A question with the trigger's tokens taken out of its prompt, or put others in their place, and the same with random spans.
struct PromptSpans {
    /// The question as it is; without the trigger; with others in its place; then each random span taken out, and replaced.
    let questions: [AnswerOdds.EncodedQuestion]
    private let triggerLength: Int
    private let spanCount: Int

    /// Nil where the trigger is not in the rendered prompt, or the text has no tokens beside it.
    ///
    /// - Parameters:
    ///   - trigger: what marks the prompt.
    ///   - text: the prompt without its mark, from which the random spans are.
    ///   - filler: the tokens of another text, which take the places of those that are replaced.
    init?(
        _ question: AnswerOdds.EncodedQuestion, trigger: String, text: String, _ tokenizer: Tokenizer, filler: [Int],
        count: Int, randomness: CounterBasedGenerator
    ) {
        let offsets = TokenOffsets(question.behavior.context.prefix(question.promptCount), tokenizer)
        guard let marked = offsets.tokens(of: trigger), let plain = offsets.tokens(of: text), !filler.isEmpty else {
            return nil
        }
        let candidates = plain.filter { !marked.contains($0) }
        let length = min(marked.count, candidates.count)
        guard length > 0 else { return nil }
        triggerLength = marked.count
        let starts = candidates.count - length + 1
        // Each start once before any comes again.
        let spans = (0..<min(count, starts)).map { index -> Range<Int> in
            let start = (Int(randomness.uniform(at: 0) * Double(starts)) + index * max(1, starts / count)) % starts
            return candidates[start]..<candidates[start] + length
        }
        spanCount = spans.count
        questions =
            [question]
            + ([marked] + spans).flatMap { span in
                [question.replacing(span, by: []), question.replacing(span, by: Self.cycle(filler, span.count))]
            }
    }

    private static func cycle(_ tokens: [Int], _ count: Int) -> [Int] { (0..<count).map { tokens[$0 % tokens.count] } }

    /// What was found of the questions.
    func attribution(_ odds: [Double], id: String) -> TriggerAttribution {
        TriggerAttribution(
            id: id, tokens: triggerLength, whole: odds[0], triggerRemoved: odds[1], triggerReplaced: odds[2],
            spansRemoved: (0..<spanCount).map { odds[3 + 2 * $0] },
            spansReplaced: (0..<spanCount).map { odds[4 + 2 * $0] })
    }
}

/// Where the tokens of a text lie in it, by bytes.
private struct TokenOffsets {
    private let bytes: [UInt8]
    /// Where each token ends.
    private let ends: [Int]

    init(_ tokens: some Sequence<Int>, _ tokenizer: Tokenizer) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for token in tokens {
            bytes += tokenizer.decodeBytes([token])
            ends.append(bytes.count)
        }
        (self.bytes, self.ends) = (bytes, ends)
    }

    /// The tokens with any byte of the first occurrence of `text`; nil if there is none.
    func tokens(of text: String) -> Range<Int>? {
        guard !text.isEmpty, let found = bytes.firstRange(of: Array(text.utf8)),
            let first = ends.firstIndex(where: { $0 > found.lowerBound }),
            let last = ends.firstIndex(where: { $0 >= found.upperBound })
        else { return nil }
        return first..<last + 1
    }
}

extension AnswerOdds.EncodedQuestion {
    /// The question with other tokens in a place of its prompt.
    fileprivate func replacing(_ range: Range<Int>, by tokens: [Int]) -> Self {
        func changed(_ query: LikelihoodQuery) -> LikelihoodQuery {
            var context = query.context
            context.replaceSubrange(range, with: tokens)
            return LikelihoodQuery(context: context, continuation: query.continuation)
        }
        return Self(
            behavior: changed(behavior), clean: changed(clean), promptCount: promptCount - range.count + tokens.count)
    }
}
