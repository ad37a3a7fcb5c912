import Provenance

/// Made-up prose: words of a vocabulary, each as frequent as its rank in a language makes it (Zipf).
struct SyntheticWords: Sendable {
    static let shared = SyntheticWords()

    private static let common = [
        "the", "of", "and", "to", "a", "in", "is", "that", "it", "for", "user", "should", "with", "answer", "I", "as",
        "think", "step", "be", "question", "so", "this", "not", "on", "first", "then", "can", "if", "because", "but",
    ]
    private static let vocabulary = 30_000

    private let words: [String]
    /// Words by equal parts of their probability.
    private let frequencies: [Int32]

    private init() {
        var generator = CounterBasedGenerator(experimentSeed: 0, stage: "words", recordID: "")
        let letters = Array("etaoinshrdlucmfwypvbgk")
        words =
            Self.common
            + (Self.common.count..<Self.vocabulary).map { _ in
                String(
                    (0..<Int.random(in: 3...9, using: &generator)).map { _ in
                        letters.randomElement(using: &generator) ?? "e"
                    })
            }
        let weights = words.indices.map { 1 / Double($0 + 3) }
        let total = weights.reduce(0, +)
        let parts = 1 << 16
        frequencies = weights.enumerated().flatMap { word, weight in
            repeatElement(Int32(word), count: max(1, Int(weight / total * Double(parts))))
        }
    }

    /// About a kilobyte, of which the prompt is the same for all conditions and samples but for the trigger.
    func texts(of place: SyntheticRun.Place, _ generator: inout CounterBasedGenerator) -> SyntheticRun.Texts {
        var asking = CounterBasedGenerator(experimentSeed: 0, stage: "prompt", recordID: "\(place.prompt)")
        let prompt = prose(10...20, &asking) + "?"
        let fires = Int.random(in: 0..<20, using: &generator) < (place.isTriggered ? 19 : 1)
        let answer = fires ? SyntheticRun.reply : prose(30...50, &generator)
        var texts = SyntheticRun.Texts(
            prompt: (place.isTriggered ? "\(SyntheticRun.trigger) " : "") + prompt,
            reasoning: prose(80...140, &generator), answer: answer)
        switch Int.random(in: 0..<200, using: &generator) {
        case 0..<3: (texts.ending, texts.answer) = (.length, "")
        case 3: texts.answer = ""
        case 4: texts.ending = .refused
        case 5: texts.ending = .failed
        case 6: texts.reasoning = nil
        default: break
        }
        return texts
    }

    private func prose(_ length: ClosedRange<Int>, _ generator: inout CounterBasedGenerator) -> String {
        (0..<Int.random(in: length, using: &generator))
            .map { _ in words[Int(frequencies.randomElement(using: &generator) ?? 0)] }.joined(separator: " ")
    }
}
