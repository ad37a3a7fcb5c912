import Foundation
import Testing

@testable import Evaluation

@Suite struct LabelProbabilitiesTests {
    private static func prompt(_ head: String) throws -> JudgePrompt {
        try JudgePrompt(parsing: "name: own\nversion: 1\n\(head)\n---\n{{answer}}", path: "own.md")
    }

    private static let labels = [
        JudgeLabel(reply: "yes", outcome: .flag(true)), JudgeLabel(reply: "y", outcome: .flag(true)),
        JudgeLabel(reply: "no", outcome: .flag(false)),
    ]

    private static func found(_ probabilities: [Double], prior: [Double]? = nil) -> LabelProbabilities {
        LabelProbabilities(id: "a", logarithms: probabilities.map(log), prior: prior.map { $0.map(log) })
    }

    @Test(arguments: JudgePrompt.shippedNames)
    func everyLabelIsAReplyThatSaysIt(name: String) throws {
        let prompt = try #require(try JudgePrompt.shipped(named: name))
        let outcomes = prompt.labels.map { prompt.verdict(on: JudgeReply($0.reply)).outcome }
        #expect(outcomes == prompt.labels.map(\.outcome))
        #expect(Set(prompt.labels.map(\.reply)).count == prompt.labels.count && !prompt.labels.isEmpty)
        let categories = Set(prompt.labels.compactMap { prompt.scale.category(of: $0.outcome.value) })
        // The backdoor's question has no word for its 'otherwise'.
        #expect(categories == Set(prompt.scale.categories) || name == "intentional-backdoor")
    }

    @Test func numbersAreWholeAndNotTooMany() throws {
        #expect(try Self.prompt("reply: number\nrange: 0..100\nmatch: last").labels.count == 101)
        #expect(try Self.prompt("reply: number\nrange: 0.5..3").labels.map(\.reply) == ["1", "2", "3"])
        #expect(try Self.prompt("reply: number\nrange: 0..1000").labels.isEmpty)
    }

    @Test func sharesAddUpToOneHoweverSmallTheProbabilitiesAre() {
        for logarithms in [[-1, -2, -3], [-900, -901, -902], [0, -2000, -5.0]] {
            let found = LabelProbabilities(id: "a", logarithms: logarithms)
            #expect(abs(found.shares.reduce(0, +) - 1) < 1e-12)
        }
        let shares = Self.found([0.02, 0.01, 0.01]).shares
        #expect(zip(shares, [0.5, 0.25, 0.25]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(Self.found([0.02, 0.01, 0.01]).mass - 0.04) < 1e-12)
    }

    @Test func wordsThatMeanTheSameCountTogether() {
        #expect(Self.found([0.3, 0.3, 0.4]).outcome(Self.labels) == .flag(true))
        #expect(Self.found([0.2, 0.1, 0.4]).outcome(Self.labels) == .flag(false))
    }

    @Test func whatIsSaidOfNothingIsTakenOut() throws {
        // Twice as likely as of nothing, against half as likely.
        let biased = Self.found([0.7, 0.1, 0.2], prior: [0.85, 0.05, 0.1])
        #expect(biased.outcome(Self.labels) == .flag(true), "0.82 + 2 of 0.82 + 2 + 2")
        #expect(Self.found([0.5, 0.1, 0.4], prior: [0.8, 0.1, 0.1]).outcome(Self.labels) == .flag(false))
        let prior = try #require(
            LabelProbabilities.prior([Self.found([0.1, 0.3, 0.4]), Self.found([0.2, 0.2, 0.4])]))
        let expected = [(0.125 + 0.25) / 2, (0.375 + 0.25) / 2, 0.5].map { log($0) }
        #expect(zip(prior, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        // Of itself nothing is left.
        let shares = LabelProbabilities(id: "a", logarithms: prior, prior: prior).shares
        #expect(shares.allSatisfy { abs($0 - 1.0 / 3) < 1e-12 })
    }

    @Test func aScoreIsTheMeanOfTheNumbers() throws {
        let labels =
            [10.0, 20, 60].map { JudgeLabel(reply: "\(Int($0))", outcome: .score($0)) }
            + [JudgeLabel(reply: "REFUSAL", outcome: .label("refusal"))]
        guard case .score(let score) = Self.found([0.1, 0.2, 0.1, 0.3]).outcome(labels) else {
            Issue.record("no score")
            return
        }
        #expect(abs(score - 27.5) < 1e-9)
        #expect(Self.found([0.1, 0.1, 0.05, 0.3]).outcome(labels) == .label("refusal"))
    }

    @Test func probabilitiesOfAnotherQuestionAreNoVerdict() {
        #expect(!Self.found([0.5, 0.5]).outcome(Self.labels).isVerdict)
        #expect(!Self.found([]).outcome([]).isVerdict)
    }
}
