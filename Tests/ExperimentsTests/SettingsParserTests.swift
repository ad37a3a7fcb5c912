import Testing

@testable import Experiments

@Suite struct SettingsParserTests {
    private func parse(_ yaml: String) throws -> Setting {
        var parser = SettingsParser(fileName: "x.yaml")
        return try parser.parse(yaml)
    }

    @Test func everyValueKnowsItsPlaceAndPath() throws {
        let entries = try parse("a: 1\nb:\n  c: [x, {d: y}]\n").entries()
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries[0].place.description == "x.yaml:1:1")
        #expect(entries[0].setting.place.description == "x.yaml:1:4")
        let inner = try entries[1].setting.entries()[0]
        #expect(inner.place.description == "x.yaml:3:3")
        let items = try inner.setting.items()
        #expect(items.map(\.path) == ["b.c[0]", "b.c[1]"])
        #expect(items.map(\.place.description) == ["x.yaml:3:7", "x.yaml:3:10"])
        #expect(try items[1].entries()[0].setting.path == "b.c[1].d")
    }

    @Test func columnsCountCharactersNotBytes() throws {
        let entries = try parse("{é: 1, b: 2}").entries()
        #expect(entries[1].place.description == "x.yaml:1:8")
    }

    @Test func onlyPlainScalarsCanBeNull() throws {
        let entries = try parse("a:\nb: ~\nc: null\nd: 'null'\ne: ''\nf: nullable").entries()
        #expect(entries.map(\.setting.isNull) == [true, true, true, false, false, false])
    }

    @Test func aliasesAreTheValuesTheyStandFor() throws {
        let entries = try parse("a: &x [1, 2]\nb: *x").entries()
        #expect(try entries[1].setting.items().count == 2)
    }

    @Test func windowsLineEndsAndMarksAreAccepted() throws {
        let entries = try parse("\u{FEFF}a: 1\r\nb: 2\r\n").entries()
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries[1].place.description == "x.yaml:2:1")
    }

    @Test func emptyTextsAreErrors() {
        for text in ["", "\n\n", "# only a comment\n", "---\n...\n"] {
            #expect(throws: ExperimentFileError.self, "\(text.debugDescription)") {
                _ = try ExperimentFile(text: text, path: "x.yaml")
            }
        }
    }

    @Test func missingFilesAndOtherEncodingsAreErrors() throws {
        let error = #expect(throws: ExperimentFileError.self) { try ExperimentFile(path: "/no/such/file.yaml") }
        #expect(error?.description == "/no/such/file.yaml: there is no file here; expected an experiment file")
    }
}
