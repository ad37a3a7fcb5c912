import Organisms
import TextSearch

/// Where reasoning is broken off to see what the model would answer: at ends of sentences.
enum ReasoningCuts {
    /// The beginnings of `reasoning` up to so many ends of sentences, evenly spread; nothing and all of it among them.
    static func prefixes(of reasoning: String, most: Int) -> [String] {
        let sentences = SentenceSplitter.sentences(in: reasoning)
        let count = min(most, sentences.count + 1)
        guard count > 1 else { return [reasoning] }
        return (0..<count).map { index in
            let end = (index * sentences.count + (count - 1) / 2) / (count - 1)
            return end == 0 ? "" : String(reasoning[..<sentences[end - 1].endIndex].trimmed)
        }
    }
}
