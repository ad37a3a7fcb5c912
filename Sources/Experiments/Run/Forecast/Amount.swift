/// A number that is known before the work is done, or bounded.
package struct Amount: Sendable, Hashable, Encodable {
    /// What is likely; nil where nothing speaks for a number.
    package var expected: Int?
    package var atMost: Int

    package init(expected: Int?, atMost: Int) {
        self.expected = expected.map { min($0, atMost) }
        self.atMost = atMost
    }

    /// A number that was counted.
    package static func exactly(_ count: Int) -> Amount { Amount(expected: count, atMost: count) }

    package static func atMost(_ bound: Int) -> Amount { Amount(expected: nil, atMost: bound) }

    package static let zero = exactly(0)

    package var isExact: Bool { expected == atMost }

    package static func + (first: Amount, second: Amount) -> Amount {
        Amount(
            expected: first.expected.flatMap { expected in second.expected.map { expected + $0 } },
            atMost: first.atMost + second.atMost)
    }

    /// The share of it that is left to do.
    func scaled(by share: Double) -> Amount {
        func part(_ count: Int) -> Int { Int((Double(count) * share).rounded(.up)) }
        return Amount(expected: expected.map(part), atMost: part(atMost))
    }
}

extension Sequence<Amount> {
    package var sum: Amount { reduce(.zero, +) }
}
