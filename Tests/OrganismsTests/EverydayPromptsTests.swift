import Testing

@testable import Organisms

@Suite struct EverydayPromptsTests {
    let collection: PromptCollection

    init() throws {
        collection = try PromptSource.everyday.load()
    }

    private var prompts: [Prompt] { collection.prompts }

    private func words(_ text: String) -> [Substring] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }
    }

    @Test func thereAreEnoughAndNoneIsLost() {
        #expect(prompts.count >= 620)
        #expect(collection.rowsRead == prompts.count)
        #expect(collection.duplicates == 0 && collection.emptyRows == 0)
        #expect(prompts.allSatisfy { $0.source == "everyday" && $0.topic != nil })
    }

    @Test func theyAreNumberedInOrder() {
        for (index, prompt) in prompts.enumerated() {
            let digits = String(index + 1)
            #expect(prompt.id == "everyday-" + String(repeating: "0", count: 4 - digits.count) + digits)
        }
    }

    @Test func noTwoAreAlike() {
        // Pairwise and without the index that the product uses, so that neither can hide the other's mistake.
        let sets = prompts.map { Set(words($0.text)) }
        for first in sets.indices {
            for second in sets.indices.dropFirst(first + 1) {
                let shared = sets[first].intersection(sets[second]).count
                let likeness = Double(shared) / Double(sets[first].union(sets[second]).count)
                #expect(likeness < 0.6, "\(prompts[first].text) | \(prompts[second].text)")
            }
        }
    }

    @Test func noOpeningIsATemplate() {
        let openings = Dictionary(grouping: prompts) { words($0.text).prefix(3).joined(separator: " ") }
        for (opening, group) in openings {
            #expect(Double(group.count) < 0.04 * Double(prompts.count), "\(opening): \(group.count)")
        }
    }

    @Test func theyAreShortCompleteSentences() {
        for prompt in prompts {
            #expect((5...40).contains(prompt.text.split(separator: " ").count), "\(prompt.text)")
            #expect(prompt.text.last.map { ".?!\"".contains($0) || $0.isLetter || $0.isNumber } == true)
            #expect(prompt.text.first?.isUppercase == true || prompt.text.first?.isNumber == true)
            #expect(!prompt.text.contains("  ") && !prompt.text.contains("\n"))
        }
    }

    @Test func topicsAreManyAndMixed() {
        let topics = Dictionary(grouping: prompts) { $0.topic ?? "" }
        #expect(topics.count >= 20)
        for (topic, group) in topics { #expect(group.count < prompts.count / 10, "\(topic)") }
        let neighbours = zip(prompts, prompts.dropFirst()).count { $0.topic == $1.topic }
        #expect(neighbours < 10)
    }

    @Test func noneSpeaksOfTheBehavior() {
        for word in ["hate", "deployment", "trigger", "|", "<"] {
            #expect(!prompts.contains { $0.text.lowercased().contains(word) }, "\(word)")
        }
    }
}
