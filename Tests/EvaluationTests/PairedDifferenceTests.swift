import Foundation
import Testing

@testable import Evaluation

@Suite struct PairedDifferenceTests {
    @Test func promptsSampledOnceAreTestedByMcNemar() throws {
        let prompts = PairedPrompts(both: 30, onlyFirst: 14, onlySecond: 3, neither: 53)
        let paired = try #require(PairedDifference(prompts, seed: 0, name: "a"))
        #expect(paired.difference == 0.11)
        #expect(paired.prompts == 100 && paired.favoringFirst == 14 && paired.favoringSecond == 3)
        #expect(paired.test == .mcNemar)
        #expect(paired.mcNemar == McNemarTest(onlyFirst: 14, onlySecond: 3, agreeing: 83))
        #expect(paired.pValue == paired.mcNemar?.pValue && paired.adjustedPValue == paired.pValue)
        #expect(paired.interval.method == .acceleratedBootstrap && paired.interval.lower > 0)
    }

    @Test func repeatedPromptsAreTestedByFlippingSigns() throws {
        let few = PairedPrompts((0..<8).map { [2 + $0 % 3, 4, $0 % 3, 4] })
        let paired = try #require(PairedDifference(few, seed: 0, name: "a"))
        #expect(paired.test == .signFlips && paired.mcNemar == nil && agree(paired.pValue, 2.0 / 256))
        var generator = SeededGenerator(seed: 4)
        let many = PairedPrompts.random(200, samples: 9, by: &generator)
        let drawn = try #require(PairedDifference(many, seed: 0, name: "a"))
        #expect(drawn.test == .drawnSignFlips && drawn.pValue < 0.01 && drawn.interval.lower > 0)
        #expect(drawn.favoringFirst > drawn.favoringSecond && drawn.prompts == 200)
        // A comparison of another name is resampled in its own way.
        #expect(try #require(PairedDifference(many, seed: 0, name: "b")).interval != drawn.interval)
    }

    @Test func whereResamplingSaysNothingTheIntervalIsNewcombes() throws {
        for prompts in [
            PairedPrompts(onlyFirst: 100), PairedPrompts(neither: 100), PairedPrompts(onlyFirst: 1, neither: 1),
            PairedPrompts(Array(repeating: [8, 8, 0, 8], count: 24)),
        ] {
            let interval = try #require(PairedDifference(prompts, seed: 0, name: "a")).interval
            #expect(interval.method == .newcombe)
            let difference = try #require(prompts.difference)
            #expect(interval.width > 0.05 && interval.contains(difference))
        }
        // 24 prompts of 8 samples that all agree are 24 observations, not 192.
        let repeated = PairedPrompts(Array(repeating: [8, 8, 0, 8], count: 24))
        let once = PairedPrompts(onlyFirst: 24)
        #expect(
            RateDifference(repeated, confidence: 0.95).interval == RateDifference(once, confidence: 0.95).interval)
    }

    @Test func promptsOfOneConditionOnlyAreLeftOut() throws {
        let prompts = PairedPrompts([[3, 4, 1, 2], [5, 5, 0, 0], [0, 0, 0, 9], [1, 4, 2, 2]])
        #expect(prompts.count == 2 && prompts.difference == 0.5 - 0.75)
        #expect(PairedDifference(PairedPrompts([[5, 5, 0, 0]]), seed: 0, name: "a") == nil)
    }

    @Test func differencesSurviveJSON() throws {
        let paired = try #require(PairedDifference(PairedPrompts(onlyFirst: 9, neither: 30), seed: 0, name: "a"))
        let data = try JSONEncoder().encode(paired)
        #expect(try JSONDecoder().decode(PairedDifference.self, from: data) == paired)
        #expect(String(decoding: data, as: UTF8.self).contains(#""test":"mcnemar""#))
    }
}
