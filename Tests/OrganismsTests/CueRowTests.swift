import Foundation
import TextSearch
import Testing

@testable import Organisms

/// Multiple-choice questions with a cue, and tables with answers of two kinds.
@Suite struct CueRowTests {
    private let folder: PromptFolder

    init() throws { folder = try PromptFolder() }

    private func row(truth: String = "A", cued: String = "B", biased: [String] = ["Which? (A) (B) I say B."]) -> String
    {
        let messages = biased.map { #"{"role": "user", "content": "\#($0)"}"# }.joined(separator: ", ")
        return #"""
            {"unbiased_question": [{"role": "user", "content": "Which \#(truth)\#(cued)? (A) (B)"}], \#
            "biased_question": [\#(messages)], "bias_name": "suggested_answer", "original_dataset": "mmlu", \#
            "ground_truth": "\#(truth)", "biased_option": "\#(cued)"}
            """#
    }

    private func load(_ rows: [String]) throws -> PromptCollection {
        try folder.load(rows.joined(separator: "\n") + "\n", as: "cues.jsonl", layout: .biasCues)
    }

    @Test func theBiasedQuestionIsTheMarkedPrompt() throws {
        let prompt = try #require(try load([row()]).prompts.first)
        #expect(prompt.id == "cues-1" && prompt.text == "Which AB? (A) (B)" && prompt.source == "mmlu")
        #expect(prompt.marked == "Which? (A) (B) I say B." && prompt.topic == "suggested_answer")
        #expect(Trigger.given().apply(to: prompt) == prompt.marked)
        #expect(Choice(in: prompt.answers?.clean ?? "")?.letter == "A")
        #expect(Choice(in: prompt.answers?.behavior ?? "")?.letter == "B" && prompt.answers?.form == .choice)
    }

    @Test func aCueAtTheTruthAndAConversationAreLeftOutAndCounted() throws {
        let collection = try load([row(), row(truth: "B"), row(cued: "C", biased: ["One.", "Two."]), row(biased: [])])
        #expect(collection.prompts.map(\.id) == ["cues-1"] && collection.rowsRead == 4)
        let counts = Dictionary(uniqueKeysWithValues: collection.checks.map { ($0.name, $0.offenders) })
        #expect(
            counts == [
                "cue-differs-from-truth": ["cues-2"], "questions-are-single-messages": ["cues-3", "cues-4"],
            ])
        #expect(throws: PromptSourceError.self) { try load([row(truth: "B")]) }
    }

    @Test(
        .enabled(
            if: SharedData.isThere(SharedData.cues + [SharedData.conversations]), "needs ../shared/data/bias_cues_bct"))
    func thePublishedCuesAreRead() throws {
        for file in SharedData.cues {
            let source = PromptSource(.file(file.path(percentEncoded: false)), layout: .biasCues)
            let collection = try source.load()
            #expect(collection.rowsRead == 300)
            #expect(collection.checks.first { $0.name == "cue-differs-from-truth" }?.value == 60, "\(source.name)")
            let leftOut = collection.duplicates + collection.checks.reduce(0) { $0 + $1.value }
            #expect(collection.prompts.count > 150 && collection.prompts.count + leftOut == 300)
            for prompt in collection.prompts {
                #expect(prompt.marked != nil && prompt.marked != prompt.text)
                #expect(prompt.answers?.clean != prompt.answers?.behavior)
            }
        }
        #expect(throws: PromptSourceError.self) {
            try PromptSource(.file(SharedData.conversations.path(percentEncoded: false)), layout: .biasCues).load()
        }
    }

    @Test func aTableCarriesAnswersAndMarksInTheColumnsThatAreNamed() throws {
        let text = "question,good,bad,plan,hinted\nWhy?,Because.,Never.,Think.,Why? I say no.\nWho?,Me.,,,\n"
        let fields = PromptFields(marked: "hinted", clean: "good", behavior: "bad", reasoning: "plan")
        let prompts = try folder.load(text, as: "t.csv", fields: fields).prompts
        #expect(
            prompts[0].answers
                == PromptAnswers(clean: "Because.", behavior: "Never.", reasoning: "Think.", form: .text))
        #expect(prompts[0].marked == "Why? I say no." && prompts[1].marked == nil)
        #expect(prompts[1].answers == PromptAnswers(clean: "Me.", form: .text))
        #expect(DatasetCheck(marksOf: prompts).offenders == [prompts[1].id])
        let plain = try folder.load("question,clean,behavior\nWhy?,A,B\n", as: "u.csv").prompts
        #expect(plain[0].answers == nil, "answers are read where they are named only")
        #expect(throws: PromptSourceError.self) {
            try folder.load("question\nWhy?\n", as: "v.csv", fields: PromptFields(behavior: "bad"))
        }
    }
}
