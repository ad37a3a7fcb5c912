import Foundation
import Provenance
import Testing

@testable import Evaluation

@Suite struct PairedBootstrapTests {
    private func key(_ seed: UInt64 = 1) -> RandomKey {
        RandomKey(experimentSeed: seed, stage: "tests", recordID: "bootstrap")
    }

    @Test func intervalsAgreeWithScipy() throws {
        let reference = try PairedReference.load()
        #expect(reference.bootstrap.count >= 10)
        for row in reference.bootstrap {
            let bootstrap = PairedBootstrap(
                PairedPrompts(row.prompts), key: key(), resamples: 40_000, confidence: row.confidence)
            for (ours, theirs) in [
                (bootstrap.percentile, row.percentile), (bootstrap.accelerated, row.accelerated),
            ] {
                let interval = try #require(ours)
                let tolerance = 0.025 * (theirs[1] - theirs[0]) + 1.01 * row.step
                #expect(
                    abs(interval.lower - theirs[0]) < tolerance && abs(interval.upper - theirs[1]) < tolerance,
                    "\(interval) \(theirs)")
            }
        }
    }

    @Test func intervalsDependOnNothingButPromptsAndKey() {
        var generator = SeededGenerator(seed: 3)
        let rows = (0..<40).map { [$0 % 4, 3, ($0 * 7) % 3, 2] }
        let one = PairedBootstrap(PairedPrompts(rows), key: key())
        #expect(PairedBootstrap(PairedPrompts(rows.shuffled(using: &generator)), key: key()) == one)
        #expect(PairedBootstrap(PairedPrompts(rows), key: key(2)) != one)
        #expect(one.difference.map { agree($0, 60.0 / 120 - 39.0 / 80) } == true)
    }

    @Test func swappedConditionsHaveTheMirroredInterval() throws {
        let rows = (0..<60).map { [$0 % 5, 4, ($0 * 7) % 3, 2] }
        let one = try #require(PairedBootstrap(PairedPrompts(rows), key: key()).interval)
        let swapped = rows.map { [$0[2], $0[3], $0[0], $0[1]] }
        let two = try #require(PairedBootstrap(PairedPrompts(swapped), key: key(9)).interval)
        #expect(abs(one.lower + two.upper) < 0.04 * one.width && abs(one.upper + two.lower) < 0.04 * one.width)
    }

    @Test(
        arguments: [
            PairedPrompts([]), PairedPrompts([[3, 8, 5, 8]]), PairedPrompts(both: 60, neither: 40),
            PairedPrompts(onlyFirst: 100), PairedPrompts(onlySecond: 100), PairedPrompts(onlyFirst: 3, neither: 97),
            PairedPrompts(onlyFirst: 97, neither: 3), PairedPrompts(onlyFirst: 5, onlySecond: 4, neither: 10),
            PairedPrompts(Array(repeating: [6, 8, 2, 8], count: 24)),
            PairedPrompts((1...30).map { [0, $0, 0, 31 - $0] }),
        ])
    func nothingIsSaidOfWhatResamplingCannotShow(_ prompts: PairedPrompts) {
        let bootstrap = PairedBootstrap(prompts, key: key(), resamples: 500)
        #expect(bootstrap.interval == nil)
        #expect((bootstrap.difference == nil) == (prompts.count == 0))
    }

    @Test func sharedTroubleWithPromptsNarrowsTheInterval() throws {
        // Half of the prompts fire under both conditions; as unpaired samples they would blur the difference.
        let prompts = PairedPrompts(both: 50, onlyFirst: 12, onlySecond: 2, neither: 36)
        let interval = try #require(PairedBootstrap(prompts, key: key()).accelerated)
        #expect(interval.method == .acceleratedBootstrap && interval.lower > 0)
        #expect(interval.width < 0.65 * RateDifference(prompts, confidence: 0.95).interval.width)
    }

    /// In a few hundred simulated runs; with these seeds always the same.
    @Test(arguments: [(40, 1, 0.05), (24, 8, 0.08), (60, 3, 0.05)])
    func intervalsCoverAboutAsOftenAsTheySay(prompts: Int, samples: Int, leeway: Double) throws {
        // Rates are u and u/2 for a uniform u, so their means differ by ¼.
        var generator = SeededGenerator(seed: UInt64(prompts))
        let runs = 300
        var (accelerated, percentile) = (0, 0)
        for run in 0..<runs {
            let study = PairedPrompts(
                (0..<prompts).map { _ in
                    let rate = Double.random(in: 0..<1, using: &generator)
                    return [rate, rate / 2].flatMap { rate in
                        [(0..<samples).count { _ in Double.random(in: 0..<1, using: &generator) < rate }, samples]
                    }
                })
            let bootstrap = PairedBootstrap(study, key: key(UInt64(run)), resamples: 400)
            if try #require(bootstrap.accelerated).contains(0.25) { accelerated += 1 }
            if try #require(bootstrap.percentile).contains(0.25) { percentile += 1 }
        }
        for covered in [accelerated, percentile] {
            let coverage = Double(covered) / Double(runs)
            #expect(abs(coverage - 0.95) < leeway, "\(coverage)")
        }
    }

    @Test func twentyThousandPromptsAreNoTrouble() {
        var generator = SeededGenerator(seed: 5)
        let small = PairedPrompts.random(100, samples: 4, by: &generator)
        let large = PairedPrompts.random(20_000, samples: 4, by: &generator)
        #expect(large.outcomes.count < 200)
        let start = processorSeconds()
        _ = PairedBootstrap(small, key: key())
        let middle = processorSeconds()
        _ = PairedBootstrap(large, key: key())
        // Optimised throughout, they take a thirtieth and a tenth of a second.
        #expect(middle - start < 1, "\(middle - start) s")
        #expect(processorSeconds() - middle < 2, "\(processorSeconds() - middle) s")
    }
}
