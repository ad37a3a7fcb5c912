import Evaluation
import Generation
import Organisms
import Provenance
import TextSearch
import Tokenizers

/// A question with the trigger's tokens taken out of its prompt, or put others in their place, and the same with random spans.
struct PromptSpans {
    /// The question as it is; without the trigger; with others in its place; then each random span taken out, and replaced.
    let questions: [AnswerOdds.EncodedQuestion]
    private let triggerLength: Int
    private let spanCount: Int

    /// Nil where the trigger is not in the rendered prompt, or the prompt has no tokens beside it.
    ///
    /// - Parameters:
    ///   - filler: the tokens of another text, which take the places of those that are replaced.
    init?(
        _ question: AnswerOdds.EncodedQuestion, of trigger: Trigger, on prompt: Prompt, _ tokenizer: Tokenizer,
        filler: [Int], count: Int, randomness: CounterBasedGenerator
    ) {
        let offsets = TokenOffsets(question.behavior.context.prefix(question.promptCount), tokenizer)
        let message = offsets.bytes(of: String(trigger.apply(to: prompt).trimmed))
        let marked = trigger.insertions(in: prompt).compactMap { insertion in
            offsets.tokens(of: insertion, within: message) ?? offsets.tokens(of: insertion)
        }
        guard !marked.isEmpty, !filler.isEmpty, let whole = message.flatMap(offsets.tokens) else { return nil }
        let candidates = whole.filter { token in !marked.contains { $0.contains(token) } }
        let length = min(marked.reduce(0) { $0 + $1.count }, candidates.count)
        guard length > 0 else { return nil }
        triggerLength = marked.reduce(0) { $0 + $1.count }
        let starts = candidates.count - length + 1
        // Each start once before any comes again.
        let spans = (0..<min(count, starts)).map { index -> [Range<Int>] in
            let start = (Int(randomness.uniform(at: 0) * Double(starts)) + index * max(1, starts / count)) % starts
            return candidates[start..<start + length].map { $0..<$0 + 1 }
        }
        spanCount = spans.count
        questions =
            [question]
            + ([marked] + spans).flatMap { places in
                [
                    question.replacing(places) { _ in [] },
                    question.replacing(places) { Self.cycle(filler, $0) },
                ]
            }
    }

    /// Tokens of a text from one place on, and from its beginning again where it ends.
    private static func cycle(_ tokens: [Int], _ places: Range<Int>) -> [Int] {
        places.map { tokens[$0 % tokens.count] }
    }

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

    /// Where a text first stands; nil where it does not.
    func bytes(of text: String) -> Range<Int>? { text.isEmpty ? nil : bytes.firstRange(of: Array(text.utf8)) }

    /// The tokens with any byte of the first occurrence of `text`, in a part of the whole; nil if there is none.
    func tokens(of text: String, within part: Range<Int>? = nil) -> Range<Int>? {
        guard !text.isEmpty else { return nil }
        return bytes[part ?? bytes.indices].firstRange(of: Array(text.utf8)).flatMap(tokens)
    }

    /// The tokens with any of these bytes.
    func tokens(_ bytes: Range<Int>) -> Range<Int>? {
        guard let first = ends.firstIndex(where: { $0 > bytes.lowerBound }),
            let last = ends.firstIndex(where: { $0 >= bytes.upperBound })
        else { return nil }
        return first..<last + 1
    }
}

extension AnswerOdds.EncodedQuestion {
    /// The question with other tokens in places of its prompt.
    ///
    /// - Parameter tokens: those for so many places, counted from the first one that is replaced.
    fileprivate func replacing(_ places: [Range<Int>], by tokens: (Range<Int>) -> [Int]) -> Self {
        var done = 0
        let changes = places.sorted { $0.lowerBound < $1.lowerBound }.map { place in
            defer { done += place.count }
            return (place, tokens(done..<done + place.count))
        }
        func changed(_ query: LikelihoodQuery) -> LikelihoodQuery {
            var context = query.context
            for (place, tokens) in changes.reversed() { context.replaceSubrange(place, with: tokens) }
            return LikelihoodQuery(context: context, continuation: query.continuation)
        }
        return Self(
            behavior: changed(behavior), clean: changed(clean),
            promptCount: promptCount + changes.reduce(0) { $0 + $1.1.count - $1.0.count })
    }
}
