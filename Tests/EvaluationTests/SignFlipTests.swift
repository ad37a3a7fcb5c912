import Foundation
import Provenance
import Testing

@testable import Evaluation

@Suite struct SignFlipTests {
    private func test(_ prompts: PairedPrompts, seed: UInt64 = 1) -> SignFlipTest {
        SignFlipTest(prompts, key: RandomKey(experimentSeed: seed, stage: "tests", recordID: "signs"))
    }

    @Test func pValuesAgreeWithScipy() throws {
        let reference = try PairedReference.load()
        #expect(Set(reference.signFlips.map { test(PairedPrompts($0.prompts)).isExact }).count == 2)
        for row in reference.signFlips {
            let test = test(PairedPrompts(row.prompts))
            // Prompts of the same difference are counted together, so we can count more.
            #expect(test.isExact || !row.isExact)
            let error = 4 * (row.pValue * (1 - row.pValue) / 10_000).squareRoot()
            #expect(abs(test.pValue - row.pValue) <= (row.isExact ? 1e-12 : error), "\(test) \(row.pValue)")
        }
    }

    @Test func promptsSampledOnceAreMcNemarsTest() {
        for (first, second) in [(0, 0), (1, 0), (5, 0), (8, 3), (40, 12), (97, 0), (300, 250)] {
            let flips = test(PairedPrompts(both: 5, onlyFirst: first, onlySecond: second, neither: 2))
            let exact = McNemarTest(onlyFirst: first, onlySecond: second, agreeing: 7)
            #expect(flips.isExact && agree(log(flips.pValue), log(exact.pValue)), "\(first) \(second)")
        }
    }

    @Test func drawnSignsAreNeverCertain() {
        // All of 40 prompts favour the first condition, each by another amount.
        let flips = test(PairedPrompts((1...40).map { [$0, 41, 0, 41] }))
        #expect(!flips.isExact && flips.pValue == 1 / 10_001)
    }

    @Test func sumsThatDifferByRoundingOnlyAreEqual() {
        // 0.1 + 0.2 against 0.3 of four prompts: 4 of 16 choices of signs give a sum of at least 0.6, or of −0.6 at most.
        let flips = test(PairedPrompts([[1, 10, 0, 10], [1, 5, 0, 5], [3, 10, 0, 10], [0, 10, 0, 10]]))
        #expect(agree(flips.pValue, 0.25, digits: 14))
        let opposed = test(PairedPrompts([[1, 10, 0, 10], [1, 5, 0, 5], [0, 10, 3, 10]]))
        #expect(agree(opposed.pValue, 1, digits: 14))
    }

    @Test func samplesOfOnePromptAreNotCountedAsMany() {
        // 3 prompts of 100 samples, all favouring the first condition: as 300 pairs, p would be 10⁻⁹⁰.
        #expect(agree(test(PairedPrompts(Array(repeating: [100, 100, 0, 100], count: 3))).pValue, 0.25, digits: 14))
    }

    /// If the conditions do not differ, p-values are at most 0.1 one time in ten or less.
    @Test func equalConditionsAreRarelyTakenForDifferent() {
        var generator = SeededGenerator(seed: 11)
        let runs = 200
        let small = (0..<runs).count { run in
            let prompts = PairedPrompts(
                (0..<20).map { _ in
                    let rate = Double.random(in: 0..<1, using: &generator)
                    return (0..<2).flatMap { _ in
                        [(0..<4).count { _ in Double.random(in: 0..<1, using: &generator) < rate }, 4]
                    }
                })
            return test(prompts, seed: UInt64(run)).pValue <= 0.1
        }
        #expect((8...30).contains(small), "\(small)")
    }
}
