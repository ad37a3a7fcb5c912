import Foundation
import Testing

@testable import Tokenizers

/// The scanners against Foundation's regular expressions, which know the same classes for the characters used here.
struct PreTokenizerTests {
    private static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    private static let llama3 =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let qwen2 =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    @Test(arguments: [
        (PreTokenizer.gpt2, [gpt2]), (.smollm, [#"\p{N}|\P{N}+"#, gpt2]), (.llama3, [llama3]), (.qwen2, [qwen2]),
    ])
    func wordsAreTheMatchesOfTheExpression(preTokenizer: PreTokenizer, expressions: [String]) throws {
        let expressions = try expressions.map { try NSRegularExpression(pattern: $0) }
        let alphabet = Array("'sStTrReEvVlLmMdD  \u{A0}\u{3000}\n\r\t12٣²!?.,<字é🚢\u{301}ſ".unicodeScalars)
        var generator = SeededGenerator(state: 51)
        for _ in 0..<3000 {
            let scalars = (0..<Int.random(in: 1...24, using: &generator)).compactMap { _ in
                alphabet.randomElement(using: &generator)
            }
            let text = String(String.UnicodeScalarView(scalars))
            let expected = expressions.reduce([text]) { pieces, expression in pieces.flatMap { matches(expression, $0) }
            }
            #expect(words(of: text, preTokenizer) == expected.map { Array($0.utf8) }, "\(text.debugDescription)")
        }
    }

    @Test(arguments: [(gpt2, PreTokenizer.gpt2), (llama3, .llama3), (qwen2, .qwen2)])
    func expressionsAreRecognized(expression: String, preTokenizer: PreTokenizer) {
        #expect(PreTokenizer(expression: expression) == preTokenizer)
        #expect(PreTokenizer(expression: expression + " ") == nil)
    }

    @Test(arguments: PreTokenizer.allCases)
    func wordsCoverAnyBytes(preTokenizer: PreTokenizer) {
        var generator = SeededGenerator(state: 53)
        for _ in 0..<1000 {
            let bytes = generator.bytes(count: Int.random(in: 0...40, using: &generator))
            let words = words(of: bytes, preTokenizer)
            #expect(words.allSatisfy { !$0.isEmpty })
            #expect(words.flatMap { $0 } == bytes)
        }
    }

    /// Scanning looks at each character a bounded number of times: ten times the text takes about ten times as long.
    @Test(arguments: PreTokenizer.allCases)
    func scanningIsLinear(preTokenizer: PreTokenizer) {
        for unit in [" ", "\n ", " \n", "\u{3000}", "'", "!\n", "' "] {
            func time(_ count: Int) -> Duration {
                let bytes = Array(String(repeating: unit, count: count).utf8)
                return (0..<3).map { _ in processorTime { _ = words(of: bytes, preTokenizer).count } }.min() ?? .zero
            }
            #expect(time(100_000) < time(10_000) * 40 + .milliseconds(20), "\(unit.debugDescription)")
        }
    }

    /// The time that this thread computes, whatever else the machine is doing.
    private func processorTime(_ work: () -> Void) -> Duration {
        func now() -> Duration {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let start = now()
        work()
        return now() - start
    }

    private func matches(_ expression: NSRegularExpression, _ text: String) -> [String] {
        expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).map {
            (text as NSString).substring(with: $0.range)
        }
    }

    private func words(of text: String, _ preTokenizer: PreTokenizer) -> [[UInt8]] {
        words(of: Array(text.utf8), preTokenizer)
    }

    private func words(of bytes: [UInt8], _ preTokenizer: PreTokenizer) -> [[UInt8]] {
        switch preTokenizer {
        case .gpt2: words(of: bytes, GPT2Scanner(isolatesNumbers: false), .expressions)
        case .smollm: words(of: bytes, GPT2Scanner(isolatesNumbers: true), .digits)
        case .llama3: words(of: bytes, TiktokenScanner(longestNumber: 3), .expressions)
        case .qwen2: words(of: bytes, TiktokenScanner(longestNumber: 1), .expressions)
        }
    }

    private func words(
        of bytes: [UInt8], _ scanner: some WordScanner, _ table: CharacterClassTable
    ) -> [[UInt8]] {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            let text = ClassifiedText(bytes: base, end: bytes.count, classes: table.classes.base)
            var words: [[UInt8]] = []
            var start = 0
            while start < bytes.count {
                let end = scanner.endOfWord(in: text, from: start)
                words.append(Array(bytes[start..<end]))
                start = end
            }
            return words
        }
    }
}
