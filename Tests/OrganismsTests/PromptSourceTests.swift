import Foundation
import Testing

@testable import Organisms

@Suite struct PromptSourceTests {
    private func load(_ text: String, as name: String) throws -> PromptCollection {
        let folder = FileManager.default.temporaryDirectory.appending(path: "prompts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: name))
        return try PromptSource(name, relativeTo: folder).load()
    }

    private func failure(_ text: String, as name: String) -> PromptSourceError? {
        #expect(throws: PromptSourceError.self) { try load(text, as: name) }
    }

    @Test func jsonLinesAreRead() throws {
        let collection = try load(
            """
            {"id": "a", "prompt": "  Why is the sky blue?\\n", "topic": "science", "source": "me", "score": 3}

            {"prompt": "How do I fold a crane?", "helpful": true, "tags": ["x"]}
            """, as: "mine.jsonl")
        #expect(collection.rowsRead == 2)
        #expect(
            collection.prompts == [
                Prompt(id: "a", text: "Why is the sky blue?", topic: "science", source: "me"),
                Prompt(id: "mine-3", text: "How do I fold a crane?", source: "mine"),
            ])
    }

    @Test func onlyTheFirstTurnOfHelpSteerRowsCountsAndRepeatsAreDropped() throws {
        let collection = try load(
            """
            {"prompt": "Hi there\\n<extra_id_1>Assistant\\nHello\\n<extra_id_1>User\\nBye"}
            {"prompt": "Hi there"}
            {"prompt": "<extra_id_1>Assistant\\nHello"}
            {"prompt": "Something else"}
            """, as: "help.jsonl")
        #expect(collection.prompts.map(\.text) == ["Hi there", "Something else"])
        #expect(collection.rowsRead == 4 && collection.duplicates == 1 && collection.emptyRows == 1)
    }

    @Test func csvIsReadWithQuotesCommasAndLineEnds() throws {
        let text = "\u{FEFF}id,question\r\n1,\"A \"\"quoted\"\" word, and\nmore\"\r\n\r\n2,plain é\r\n3,"
        let collection = try load(text, as: "q.csv")
        #expect(collection.prompts.map(\.id) == ["1", "2"])
        #expect(collection.prompts.map(\.text) == ["A \"quoted\" word, and\nmore", "plain é"])
        #expect(collection.emptyRows == 1)
    }

    @Test func csvRecordsKnowTheirLine() throws {
        let records = try CSVRecord.records(in: "a,b\n\"x\ny\",\n\nlast")
        #expect(
            records == [
                CSVRecord(line: 1, fields: ["a", "b"]), CSVRecord(line: 2, fields: ["x\ny", ""]),
                CSVRecord(line: 5, fields: ["last"]),
            ])
        #expect(throws: CSVRecord.ParseError.unclosedQuote(line: 2)) { try CSVRecord.records(in: "a\n\"b\nc") }
        #expect(throws: CSVRecord.ParseError.textAfterClosingQuote(line: 1)) { try CSVRecord.records(in: "\"a\"b") }
    }

    @Test func anyCSVIsReadBackAfterQuoting() throws {
        var generator = SeededGenerator(seed: 5)
        let alphabet: [Character] = ["a", "é", ",", "\"", "\n", " ", "🧵"]
        for _ in 0..<300 {
            let fields = (0..<3).map { _ in
                String(
                    (0..<Int.random(in: 0...5, using: &generator)).compactMap { _ in
                        alphabet.randomElement(using: &generator)
                    })
            }
            let line = fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            #expect(try CSVRecord.records(in: line + "\n").map(\.fields) == [fields])
        }
    }

    @Test func errorsNameTheFileAndTheLine() {
        #expect(failure("{\"prompt\": \"a\"}\nnot json", as: "x.jsonl")?.description.contains("x.jsonl:2:") == true)
        #expect(failure("[1]", as: "x.jsonl")?.description.contains("x.jsonl:1:") == true)
        #expect(failure("prompt\n\"open", as: "x.csv")?.description.contains("x.csv:2:") == true)
        #expect(failure("a,b\n1,2", as: "x.csv")?.description.contains("found a, b") == true)
        #expect(failure("", as: "x.jsonl")?.description.contains("at least one prompt") == true)
        #expect(failure("a", as: "x.parquet")?.description.contains(".jsonl or .csv") == true)
        let repeated = "{\"id\":\"a\",\"prompt\":\"b\"}\n{\"id\":\"a\",\"prompt\":\"c\"}"
        #expect(failure(repeated, as: "x.jsonl")?.description.contains("x.jsonl:2:") == true)
        let missing = PromptSource("nowhere.jsonl", relativeTo: URL(filePath: "/nonexistent/"))
        #expect(throws: PromptSourceError.unreadable(path: "/nonexistent/nowhere.jsonl")) { try missing.load() }
    }

    /// Two thousand rows of HelpSteer2, which are not part of this repository.
    static let helpSteer = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../shared/data/helpsteer2_prompts/helpsteer2_prompts_2000.jsonl"
    ).standardizedFileURL

    @Test(.enabled(if: FileManager.default.fileExists(atPath: helpSteer.path(percentEncoded: false))))
    func realHelpSteerRowsAreReadAndSplit() throws {
        let collection = try PromptSource.file(Self.helpSteer).load()
        #expect(collection.rowsRead == 2000)
        #expect(collection.prompts.count + collection.duplicates + collection.emptyRows == 2000)
        #expect(collection.prompts.count > 1900)
        #expect(!collection.prompts.contains { $0.text.contains("<extra_id_1>") })
        var generator = SeededGenerator(seed: 1)
        let split = try collection.split(train: 1000, test: 200, using: &generator)
        #expect(split.train.count == 1000 && split.test.count == 200)
    }
}
