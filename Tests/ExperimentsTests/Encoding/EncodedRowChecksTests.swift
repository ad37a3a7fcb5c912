import Testing

@testable import Experiments

struct EncodedRowChecksTests {
    private func row(
        _ id: String, prompt: Int = 3, completion: Int = 5, weights: [Float]? = nil, endsTurn: Bool = true,
        promptIsPrefix: Bool = true, supervisesReasoning: Bool = true
    ) -> EncodedRow {
        EncodedRow(
            id: id, promptCount: prompt, answerStart: prompt + 2, tokens: Array(0..<prompt + completion),
            weights: weights ?? Array(repeating: 0, count: prompt) + Array(repeating: 1, count: completion),
            endsTurn: endsTurn, promptIsPrefix: promptIsPrefix, supervisesReasoning: supervisesReasoning)
    }

    private func failed(_ bad: EncodedRow, limit: Int = 100) -> [String] {
        let proofs = EncodedRowChecks([row("good"), bad], limit: limit).proofs(stage: "dataset")
        for proof in proofs where !proof.passed {
            #expect(proof.evidence == ["bad"] && proof.measured.hasPrefix("1 violations in 2"))
            #expect(proof.meaning != nil, "a failure says what it means")
        }
        return proofs.filter { !$0.passed }.map(\.name)
    }

    @Test func aSoundRowPasses() {
        #expect(failed(row("bad")) == [])
    }

    @Test func eachFaultFailsItsProof() {
        #expect(failed(row("bad", promptIsPrefix: false)) == ["prompt-is-token-prefix"])
        #expect(failed(row("bad", supervisesReasoning: false)) == ["reasoning-is-supervised"])
        #expect(failed(row("bad", endsTurn: false)) == ["end-of-turn-is-supervised"])
        #expect(failed(row("bad", completion: 30), limit: 20) == ["nothing-truncated"])
    }

    @Test func theTruncatedRowsThatLoseTheirWholeAnswerAreCounted() throws {
        let rows = [row("short"), row("no answer", prompt: 18, completion: 30), row("no end", completion: 30)]
        let proofs = EncodedRowChecks(rows, limit: 20).proofs(stage: "dataset")
        let proof = try #require(proofs.first { $0.name == "nothing-truncated" })
        #expect(proof.measured == "2 violations in 3; 1 rows lose their whole answer, 1 its end")
        #expect(proof.evidence == ["no answer", "no end"] && proof.meaning?.contains("up to 48 tokens") == true)
    }

    @Test func aMaskThatSupervisesNothingIsNamed() {
        let unsupervised = row("bad", weights: Array(repeating: 0, count: 8))
        #expect(failed(unsupervised) == ["something-is-supervised", "completion-is-supervised"])
        #expect(failed(row("bad", prompt: 30), limit: 25) == ["something-is-supervised", "nothing-truncated"])
    }
}
