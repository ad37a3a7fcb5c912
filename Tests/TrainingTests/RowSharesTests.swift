import Provenance
import Testing

@testable import Training

@Suite struct RowSharesTests {
    @Test(arguments: 1...5)
    func everyRowIsInOneShareAndTheSharesAreBalanced(processCount: Int) {
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "shares", recordID: "\(processCount)")
        for count in [0, 1, 2, 7, 40] {
            let lengths = (0..<count).map { _ in Int.random(in: 1...900, using: &generator) }
            let shares = RowShares(lengths: lengths, over: processCount).shares
            #expect(shares.count == processCount)
            #expect(shares.joined().sorted() == Array(0..<count))
            #expect(shares.allSatisfy { $0 == $0.sorted() })
            let tokens = shares.map { $0.reduce(0) { $0 + lengths[$1] } }
            let difference = (tokens.max() ?? 0) - (tokens.min() ?? 0)
            #expect(difference <= lengths.max() ?? 0, "\(tokens)")
        }
    }

    @Test func whatIsLeftForAProcessWithoutARowIsNothing() {
        #expect(RowShares(lengths: [5, 9], over: 3).shares == [[1], [0], []])
    }
}
