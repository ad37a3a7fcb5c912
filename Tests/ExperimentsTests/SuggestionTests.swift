import Testing

@testable import Experiments

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("triger", "trigger", 1),
        ("claen", "clean", 1), ("smapling", "sampling", 1), ("ca", "abc", 3),
    ])
    func editDistanceCountsLettersAndSwaps(first: String, second: String, distance: Int) {
        #expect(editDistance(first, second) == distance)
        #expect(editDistance(second, first) == distance)
    }

    @Test func onlyCloseWordsAreSuggested() {
        #expect(closest(to: "tempreature", among: ["temperature", "top-p"]) == "temperature")
        #expect(closest(to: "RANK", among: ["rank"]) == "rank")
        #expect(closest(to: "zebra", among: ["rank", "alpha"]) == nil)
        #expect(closest(to: "x", among: []) == nil)
    }
}
