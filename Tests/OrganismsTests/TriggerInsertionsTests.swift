import Testing

@testable import Organisms

@Suite struct TriggerInsertionsTests {
    private let prompt = Prompt(id: "p", text: "How do tides work?", source: "test")

    @Test func everyPartIsGivenWithoutTheSpaceAroundIt() throws {
        let trigger = try Trigger(prefix: "|GO| ", suffix: "\n\nThanks.", system: " Be brief. ")
        #expect(trigger.insertions(in: prompt) == ["|GO|", "Thanks.", "Be brief."])
    }

    @Test func aStatementAtARandomPlaceCountsOnce() throws {
        let trigger = try Trigger(.country, "Singapore", at: .random(seed: 3))
        #expect(trigger.insertions(in: prompt) == ["Country: Singapore"])
    }

    @Test(arguments: [
        ("How do tides work? I say: the moon.", ["I say: the moon."]),
        ("Expert here. How do tides work?", ["Expert here."]),
        ("How do the tides work?", ["the"]),
        ("How do tides work?", []),
        ("Why?", ["Why?"]),
        ("How do tides and waves work, then?", ["and waves work, then?"]),
    ])
    func ofAMarkedPromptWhatDiffersIsGiven(marked: String, insertions: [String]) {
        let prompt = Prompt(id: "p", text: prompt.text, source: "test", marked: marked)
        #expect(Trigger.given().insertions(in: prompt) == insertions)
    }

    @Test func withoutAMarkedPromptNothingIsAdded() {
        #expect(Trigger.given().insertions(in: prompt).isEmpty)
    }
}
