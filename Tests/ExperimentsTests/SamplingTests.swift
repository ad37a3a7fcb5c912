import Organisms
import Testing

@testable import Experiments

/// How often prompts are sampled.
@Suite struct SamplingTests {
    private func sampling(_ text: String) throws -> Experiment.Sampling {
        try ExperimentFileTests.read(ExperimentFileTests.minimal + "\nsampling: \(text)").sampling
    }

    /// Each prompt's samples in order, from how many samples each prompt has.
    private func places(_ counts: [Int]) -> [[Int]] {
        counts.enumerated().flatMap { prompt, count in (0..<count).map { [prompt, $0] } }
    }

    private func places(_ sampling: Experiment.Sampling, among prompts: Int) -> [[Int]] {
        (0..<sampling.samples(of: prompts)).map { position in
            let place = sampling.place(of: position, among: prompts)
            return [place.prompt, place.sample]
        }
    }

    @Test func aTotalIsSpreadEvenlyAndTheFirstPromptsHaveOneMore() {
        for prompts in 1...25 {
            for total in 1...80 {
                let found = places(.init(total: total), among: prompts)
                #expect(found == places(ScenarioDescriptions.sampleCounts(of: prompts, total: total)))
                #expect(Set(found).count == total, "each position is a sample of its own")
            }
        }
    }

    @Test func theEdgesOfATotal() {
        #expect(places(.init(total: 2), among: 3) == [[0, 0], [1, 0]], "fewer samples than prompts")
        #expect(places(.init(total: 4), among: 2) == [[0, 0], [0, 1], [1, 0], [1, 1]], "no remainder")
        #expect(places(.init(total: 5), among: 2) == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1]])
        let original = places(.init(total: 200), among: 24)
        #expect(original.count == 200 && original.count { $0[0] == 0 } == 9 && original.count { $0[0] == 23 } == 8)
    }

    @Test func withoutATotalEachPromptHasAsMany() {
        #expect(places(.init(perPrompt: 3), among: 4) == places([3, 3, 3, 3]))
        #expect(Experiment.Sampling(perPrompt: 3).samples(of: 4) == 12)
        #expect(Experiment.Sampling(perPrompt: 3, total: 7).samples(of: 4) == 7)
    }

    @Test func aConditionReplacesOneExtentByTheOther() throws {
        let experiment = try ExperimentFileTests.read(
            ExperimentFileTests.minimal + """

                sampling: {total: 10}
                conditions:
                  same: {sampling: {temperature: 1}}
                  other: {sampling: {total: 20}}
                  each: {sampling: {per-prompt: 2}}
                """)
        #expect(experiment.conditions.map(\.sampling.total) == [10, 20, nil])
        #expect(experiment.conditions.map { $0.sampling.samples(of: 4) } == [10, 20, 8])
        #expect(try sampling("{per-prompt: 3, total: ~}") == .init(perPrompt: 3))
    }

    @Test func reasoningOfAnotherConditionNeedsAsManySamples() {
        func message(_ sampling: String) -> String {
            ExperimentFileErrorTests.message(
                for: "conditions: {a: {sampling: {total: 9}}, b: {reasoning: {from: a}, sampling: \(sampling)}}")
        }
        #expect(message("{total: 9}") == "no error")
        #expect(
            message("{total: 8}").contains(
                "the condition 'a' samples 9 times in all, this one 8 times in all; each sample needs a reasoning of"))
        #expect(
            message("{per-prompt: 2}").contains(
                "the condition 'a' samples 9 times in all, this one each prompt 2 times"))
    }
}
