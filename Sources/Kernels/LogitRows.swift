import Torch

/// Rows of logits on the CPU, and what choosing a token needs of them.
package struct LogitRows: Sendable {
    /// `[rows, vocabulary]`.
    package let logits: Tensor

    package init(_ logits: Tensor) {
        self.logits = logits
    }

    /// What one row comes to.
    package struct Summary: Sendable, Hashable {
        /// The first of the largest logits.
        package let likeliest: Int
        package let largest: Float
        /// The sum of `exp((logit - largest) / temperature)`.
        package let mass: Float
    }

    /// A token that may be chosen.
    package struct Candidate: Sendable, Hashable {
        package let token: Int
        package let logit: Float

        package init(token: Int, logit: Float) {
            self.token = token
            self.logit = logit
        }
    }

    package var vocabulary: Int { logits.size(1) }

    /// - Parameter temperatures: above 0, one for each row.
    package func summaries(temperatures: [Float]) throws -> [Summary] {
        try cpuSummaries(temperatures) ?? plainSummaries(temperatures)
    }

    /// The tokens of some rows whose logits are at least the row's cut, in order.
    package func candidates(rows: [Int], atLeast cuts: [Float]) throws -> [[Candidate]] {
        try cpuCandidates(rows, cuts) ?? plainCandidates(rows, cuts)
    }

    func plainSummaries(_ temperatures: [Float]) throws -> [Summary] {
        let wide = try logits.to(.float32)
        let largest = try wide.maximum(1, keepingDimension: true)
        let scaled = try (wide - largest) / Tensor(temperatures, shape: [temperatures.count, 1])
        let masses = try scaled.exp().sum(1).floats()
        let likeliest = try Operator.argumentOfMaximum(.tensor(wide), 1).integers()
        return zip(zip(likeliest, try largest.floats()), masses).map {
            Summary(likeliest: $0.0, largest: $0.1, mass: $1)
        }
    }

    func plainCandidates(_ rows: [Int], _ cuts: [Float]) throws -> [[Candidate]] {
        try zip(rows, cuts).map { row, cut in
            let values = try logits.narrowed(0, from: row, count: 1).floats()
            return values.indices.lazy.filter { values[$0] >= cut }.map { Candidate(token: $0, logit: values[$0]) }
        }
    }
}

extension Operator {
    fileprivate static let argumentOfMaximum = Operator("aten::argmax")
}
