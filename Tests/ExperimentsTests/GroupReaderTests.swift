import Testing

@testable import Experiments

@Suite struct GroupReaderTests {
    private func reader(_ yaml: String) throws -> GroupReader {
        var parser = SettingsParser(fileName: "x.yaml")
        return try GroupReader(parser.parse(yaml))
    }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func readsWhatIsThereAndNothingElse() throws {
        var keys = try reader("{a: 1, b: ~}")
        #expect(try keys.optional("a", .integer(atLeast: 0)) == 1)
        #expect(try keys.optional("b", .integer(atLeast: 0)) == nil)
        #expect(try keys.optional("c", .integer(atLeast: 0)) == nil)
        #expect(message { try keys.finish() } == nil)
    }

    @Test func firstKeyThatNothingAskedForIsTheError() throws {
        var keys = try reader("a: 1\nalpa: 2\nzeta: 3")
        _ = try keys.optional("a", .integer(atLeast: 0))
        _ = try keys.optional("alpha", .integer(atLeast: 0))
        #expect(message { try keys.finish() } == "x.yaml:2:1: unknown key 'alpa'; did you mean 'alpha'?")
    }

    @Test func requiredKeysMustHaveAValue() throws {
        var keys = try reader("{a: ~}")
        #expect(message { _ = try keys.required("a", .text) } == "x.yaml:1:1: the experiment needs the key 'a'")
        var misspelled = try reader("{trigggger: x}")
        #expect(message { _ = try misspelled.required("trigger", .text) }?.contains("did you mean 'trigger'?") == true)
    }

    @Test func keyThatIsKnownIsNoMisspelling() throws {
        var keys = try reader("{prefix: x}")
        _ = try keys.optional("prefix", .text)
        #expect(message { _ = try keys.required("prefixx", .text) }?.contains("needs the key 'prefixx'") == true)
    }

    @Test func excludedKeysMayNotMeet() throws {
        let keys = try reader("{a: 1, b: 2, c: ~}")
        #expect(message { try keys.exclude("a", "b") } == "x.yaml:1:8: give only one of 'a' and 'b'")
        #expect(message { try keys.exclude("a", "c", "d") } == nil)
    }
}
