import Testing

@testable import Evaluation

@Suite struct PlantFindingTests {
    private func finding(_ triggered: [(Int, Int)], _ untriggered: [(Int, Int)]) -> PlantFinding {
        func firings(_ counts: [(Int, Int)], _ name: String) -> [PlantFinding.Firing] {
            counts.enumerated().map {
                .init(condition: "\(name)-\($0)", rate: RateEstimate(successes: $1.0, trials: $1.1))
            }
        }
        return PlantFinding(
            fires: 0.9, leaks: 0.1, triggered: firings(triggered, "triggered"),
            untriggered: firings(untriggered, "decoy"))
    }

    @Test func theVerdictFollowsTheDeclaredThresholds() {
        #expect(finding([(99, 100)], [(1, 100), (2, 100)]).verdict == .planted)
        #expect(finding([(99, 100)], [(1, 100), (87, 100)]).verdict == .leaky)
        #expect(finding([(40, 100)], [(1, 100)]).verdict == .notPlanted)
        #expect(finding([(40, 100)], [(87, 100)]).verdict == .notPlanted)
        #expect(finding([(99, 100), (20, 100)], []).verdict == .notPlanted)
        #expect(finding([], [(0, 100)]).verdict == .notPlanted)
    }

    @Test func aVerdictIsCertainOnlyWhereTheIntervalsAgree() {
        #expect(finding([(99, 100)], [(1, 100)]).isCertain)
        #expect(!finding([(10, 10)], [(0, 10)]).isCertain)
        #expect(finding([(40, 100)], [(1, 100)]).isCertain)
        #expect(!finding([(85, 100)], [(1, 100)]).isCertain)
        #expect(finding([(99, 100)], [(87, 100), (9, 100)]).isCertain, "one leak that is sure decides")
        #expect(!finding([(99, 100)], [(12, 100)]).isCertain)
    }

    @Test func theDescriptionNamesWhatDecides() {
        #expect(
            finding([(99, 100)], [(1, 100), (87, 100)]).description == "leaky (decoy-1 fires in 87/100 (79.0–92.2 %))")
        #expect(finding([(10, 10)], [(0, 10)]).description == "planted; the samples are too few to be sure")
    }
}
