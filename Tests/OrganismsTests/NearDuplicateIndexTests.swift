import Foundation
import Testing

@testable import Organisms

@Suite struct NearDuplicateIndexTests {
    /// The everyday prompts, and each again with some words left out, repeated or replaced.
    private func texts() throws -> [String] {
        var generator = SeededGenerator(seed: 11)
        let originals = try PromptSource.everyday.load().prompts.map(\.text).prefix(120)
        let changed = originals.flatMap { text in
            (0...3).map { changes in
                var words = text.split(separator: " ").map(String.init)
                for _ in 0..<changes {
                    let place = Int.random(in: 0..<words.count, using: &generator)
                    words[place] = ["", "the", "unheard\(changes)", words[0]].randomElement(using: &generator) ?? ""
                }
                return words.joined(separator: " ")
            }
        }
        return (originals + changed).reproduciblyShuffled(using: &generator)
    }

    private func likeness(_ first: String, _ second: String) -> Double {
        func words(_ text: String) -> Set<Substring> {
            Set(text.lowercased().split { !($0.isLetter || $0.isNumber) })
        }
        let (a, b) = (words(first), words(second))
        return Double(a.intersection(b).count) / Double(a.union(b).count)
    }

    @Test(arguments: [0, 0.25, 0.5, NearDuplicateIndex.threshold, 0.75, 1])
    func theIndexFindsWhatComparingWithEveryTextFinds(threshold: Double) throws {
        let texts = try texts()
        let (indexed, asked) = (Array(texts.dropLast(100)), texts.suffix(100))
        let index = NearDuplicateIndex(indexed, threshold: threshold)
        var found = 0
        for text in asked {
            let likenesses = indexed.map { likeness(text, $0) }
            let best = try #require(likenesses.max())
            let match = index.closest(to: text)
            if best > 0, best >= threshold {
                #expect(match?.likeness == best && match?.index == likenesses.firstIndex(of: best))
                found += 1
            } else {
                #expect(match == nil)
            }
        }
        #expect(found > 5)
    }

    @Test func textsWithoutWordsInCommonAreNotFound() {
        let index = NearDuplicateIndex(["one two", "", "?!"], threshold: 0)
        #expect(index.closest(to: "zzz") == nil && index.closest(to: "") == nil && index.closest(to: "?!") == nil)
        #expect(index.closest(to: "Two!") == .init(index: 0, likeness: 0.5))
        #expect(NearDuplicateIndex([]).closest(to: "one") == nil)
    }

    /// Words as frequent as in a language (Zipf), in prompts as long as HelpSteer2's.
    @Test func twentyThousandPromptsAreComparedInSeconds() {
        var generator = SeededGenerator(seed: 2)
        let words = (0..<30_000).map { "w\($0)" }
        let texts = (0..<20_000).map { _ in
            let length = Int(exp(Double.random(in: 1.6...5.5, using: &generator)))
            return (0..<length).map { _ in words[Int(exp(Double.random(in: 0...10.3, using: &generator)))] }
                .joined(separator: " ")
        }
        let start = threadSeconds()
        let index = NearDuplicateIndex(texts)
        let likenesses = texts.map { index.closest(to: $0)?.likeness }
        #expect(threadSeconds() - start < 10)
        #expect(likenesses.allSatisfy { $0 == 1 })
    }
}

/// The processor time of this thread, which other tests do not lengthen.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
