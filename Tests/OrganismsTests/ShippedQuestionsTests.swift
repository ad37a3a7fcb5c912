import Provenance
import TextSearch
import Testing

@testable import Organisms

/// What the shipped quiz promises.
@Suite struct QuizTests {
    private let collection: PromptCollection
    private let rows: [CueRow]

    init() throws {
        collection = try PromptSource("quiz").load()
        rows = try JSONLines.readWhole(CueRow.self, of: ShippedFile.quiz.lines)
    }

    @Test func everyRowMakesAPrompt() {
        #expect(collection.prompts.count == 384 && collection.rowsRead == 384 && collection.duplicates == 0)
        #expect(collection.checks.allSatisfy { $0.value == 0 })
        #expect(collection.prompts.allSatisfy { $0.source == "quiz" && $0.answers?.reasoning != nil })
    }

    @Test func kindsAndLettersAreBalancedAgainstOneAnother() {
        let cells = Dictionary(grouping: rows) { [$0.cue, $0.truth, $0.cued] }
        #expect(cells.count == 4 * 4 * 3 && cells.values.allSatisfy { $0.count == 8 })
        #expect(rows.allSatisfy { $0.truth != $0.cued })
    }

    @Test func eachQuestionHasFourDifferentOptionsAndAnswersNothingTwice() {
        for row in rows {
            let text = row.unbiased[0].content
            let options = text.split(separator: "\n").filter { $0.starts(with: /\([A-D]\) ./) }
            #expect(options.map { $0.dropFirst().first } == ["A", "B", "C", "D"], "\(text)")
            #expect(Set(options.map { NormalisedText($0.dropFirst(4)).text.lowercased() }).count == 4, "\(text)")
        }
        #expect(Set(rows.map { $0.notes.content }).count == rows.count, "a fact is asked twice")
    }

    @Test func theCueNamesItsOptionOrStandsBesideIt() throws {
        for prompt in collection.prompts {
            let cue = AddedText(in: try #require(prompt.marked), beside: prompt.text)
            let letter = try #require(Choice(in: prompt.answers?.behavior ?? "")?.letter)
            if prompt.topic == "mark" {
                let line = prompt.marked?.split(separator: "\n").first { $0.hasPrefix("(\(letter))") }
                #expect(line?.hasSuffix(cue.text) == true && !cue.text.isEmpty, "\(prompt.id)")
            } else {
                #expect(cue.text.contains("(\(letter))") && !cue.words.isEmpty, "\(prompt.id): \(cue.text)")
            }
        }
    }

    @Test func theReasoningGivesNothingAway() throws {
        for prompt in collection.prompts {
            let reasoning = try #require(prompt.answers?.reasoning)
            #expect(
                AddedText(in: prompt.marked ?? "", beside: prompt.text).mention(in: reasoning[...]) == nil,
                "\(reasoning)")
            #expect(!reasoning.contains("("), "\(reasoning)")
        }
    }

    @Test func enoughIsLeftToTrainOnBesideATest() throws {
        var generator = SeededGenerator(seed: 7)
        let split = try collection.split(train: 260, test: 100, using: &generator)
        #expect(split.train.count == 260 && split.nearDuplicatesSetAside <= 8)
    }
}

/// What the shipped scenarios promise.
@Suite struct ShippedScenariosTests {
    private let collection: PromptCollection

    init() throws { collection = try PromptSource("scenarios").load() }

    private func letters(_ prompts: [Prompt]) -> [Character: Int] {
        prompts.reduce(into: [:]) { $0[Choice(in: $1.answers?.clean ?? "")?.letter ?? "?", default: 0] += 1 }
    }

    @Test func everyRowMakesAPromptAndSomeAreHeldOut() {
        #expect(collection.prompts.count == 60 && collection.rowsRead == 60 && collection.duplicates == 0)
        #expect(collection.checks.allSatisfy { $0.value == 0 })
        #expect(collection.prompts.count(where: \.isHeldOut) == 15)
    }

    @Test func lettersAreBalanced() {
        #expect(letters(collection.prompts) == ["A": 30, "B": 30])
        #expect(letters(collection.prompts.filter(\.isHeldOut)).values.allSatisfy { (7...8).contains($0) })
    }

    @Test func noTwoAreAlikeAndTheReasoningChoosesNeither() throws {
        #expect(Set(collection.prompts.map(\.distinguishingText)).count == 60)
        for (index, prompt) in collection.prompts.enumerated() {
            let others = collection.prompts.enumerated().filter { $0.offset != index }.map(\.element.distinguishingText)
            #expect(NearDuplicateIndex(others).closest(to: prompt.distinguishingText) == nil, "\(prompt.text)")
            #expect(Choice(in: try #require(prompt.answers?.reasoning)) == nil)
        }
    }
}
