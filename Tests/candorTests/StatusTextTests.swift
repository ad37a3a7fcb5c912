import Foundation
import Testing

@testable import Experiments
@testable import candor

@Suite struct StatusTextTests {
    private func status(_ stages: [RunStatus.StageStatus], owner: String? = nil) -> RunStatus {
        RunStatus(source: "a.yaml", owner: owner, stages: stages, seconds: 75)
    }

    @Test func stagesStandBelowEachOtherAndReasonsAreWrapped() {
        let text = StatusText(
            status(
                [
                    .init(name: "prompts", state: .done, details: ["4 to test"]),
                    .init(
                        name: "sampling/clean", state: .stale,
                        details: ["condition.sampling.maxTokens: 10 → 12", "condition.system: nothing → \"Be brief.\""]),
                    .init(name: "scoring", state: .stale, details: ["follows from sampling/clean"]),
                    .init(name: "statistics", state: .pending, details: []),
                ], owner: "process 12"), width: 62)
        #expect(
            text.text == """
                 a.yaml
                 running: process 12
                 ✓ prompts         done     4 to test
                 ~ sampling/clean  stale    condition.sampling.maxTokens: 10 →
                                            12
                                            condition.system: nothing → "Be
                                            brief."
                 ~ scoring         stale    follows from sampling/clean
                 · statistics      pending

                 1 of 4 stages done in 1:15; next: sampling/clean
                """)
    }

    @Test func whatARunSaysCannotControlTheTerminal() {
        let text = StatusText(status([.init(name: "prompts", state: .failed, details: ["a\u{1B}[2Jb"])]), width: 80)
            .text
        #expect(text.contains("✗ prompts  failed   a·[2Jb"))
    }

    @Test func aFinishedRunHasNothingLeft() {
        let text = StatusText(status([.init(name: "prompts", state: .done, details: [])]), width: 80).text
        #expect(text.hasSuffix("1 of 1 stages done in 1:15; nothing is left to run"))
    }
}
