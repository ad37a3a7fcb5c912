import Provenance

/// Which rows make up each optimizer step of a training.
package struct BatchPlan: Sendable, Equatable {
    /// The rows of each step, by index.
    package let steps: [[Int]]

    /// What bounds a batch; at least one row always fits.
    package struct Limits: Sendable, Hashable, Codable {
        package var tokens: Int
        package var rows: Int

        package init(tokens: Int = .max, rows: Int = .max) {
            self.tokens = tokens
            self.rows = rows
        }
    }

    package init(steps: [[Int]]) {
        self.steps = steps
    }

    /// Shuffles the rows anew for each epoch and cuts the order into batches within the limits.
    package init(lengths: [Int], epochs: Int, limits: Limits, seed: UInt64) {
        var steps: [[Int]] = []
        for epoch in 0..<epochs {
            var generator = CounterBasedGenerator(experimentSeed: seed, stage: "order", recordID: "epoch \(epoch)")
            var batch: [Int] = []
            var tokens = 0
            for index in lengths.indices.shuffled(using: &generator) {
                if !batch.isEmpty, batch.count >= limits.rows || tokens + lengths[index] > limits.tokens {
                    steps.append(batch)
                    (batch, tokens) = ([], 0)
                }
                batch.append(index)
                tokens += lengths[index]
            }
            if !batch.isEmpty { steps.append(batch) }
        }
        self.steps = steps
    }
}
