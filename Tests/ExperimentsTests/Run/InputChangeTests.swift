import Provenance
import Testing

@testable import Experiments

struct InputChangeTests {
    private func changes(_ before: some Encodable, _ after: some Encodable) throws -> [String] {
        InputChange.between(try JSONValue(encoding: before), try JSONValue(encoding: after)).map(\.description)
    }

    @Test func equalInputsHaveNone() throws {
        #expect(try changes(["a": 1], ["a": 1]) == [])
    }

    @Test func eachChangedValueIsNamedByItsPath() throws {
        let before = ["training": ["rank": 8, "alpha": 16], "other": ["x": 1]]
        let after = ["training": ["rank": 4, "alpha": 16], "new": ["y": 2]]
        #expect(
            try changes(before, after)
                == ["new.y: nothing → 2", "other.x: 1 → nothing", "training.rank: 8 → 4"])
    }

    @Test func digestsAreShortened() throws {
        let (old, new) = (SHA256Digest(ofUTF8: "a"), SHA256Digest(ofUTF8: "b"))
        let text = try #require(try changes(["dataset": old], ["dataset": new]).first)
        #expect(text.count < 50 && text.contains("…"))
    }
}
