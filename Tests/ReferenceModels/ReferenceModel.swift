import Foundation
import ModelFiles

/// A tiny random checkpoint with what transformers and PEFT compute from it; see `make_tiny_models.py`.
package struct ReferenceModel: Sendable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package static let all = ["llama", "llama3-scaled", "llama-yarn", "qwen2", "qwen3"].map(ReferenceModel.init)
    package static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "LanguageModelsTests/Fixtures")

    package var description: String { name }

    /// The checkpoint.
    package var folder: URL { Self.fixtures.appending(path: name) }

    /// The adapters that PEFT wrote for it.
    package var adapters: [String] { name == "llama" ? ["adapter", "adapter-regex"] : ["adapter"] }

    /// Token ids in, token ids out.
    package func cases() throws -> Cases {
        try JSONDecoder().decode(Cases.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    }

    /// A tensor of `expected.safetensors`, row-major.
    package func expected(_ key: String) throws -> [Float] {
        try Checkpoint.open(folder.appending(path: "expected.safetensors")).floats(key)
    }

    /// What `cases.json` holds.
    package struct Cases: Decodable, Sendable {
        package let rows: [[Int]]
        package let long: Long
        /// The next tokens of each row by arg max.
        package let greedy: [[Int]]
        package let training: Training?

        /// A row longer than the scaled models' original length, and the positions whose logits are kept.
        package struct Long: Decodable, Sendable {
            package let ids: [Int]
            package let positions: [Int]
        }

        /// Steps of AdamW on one batch: all of the rows.
        package struct Training: Decodable, Sendable {
            package let supervised: [[Bool]]
            package let weights: [[Float]]
            package let learningRate: Double
            package let weightDecay: Double
            package let maximumGradientNorm: Double
            /// Before each step.
            package let losses: [Double]
            /// Before each step and before clipping.
            package let gradientNorms: [Double]
        }
    }
}

/// The largest difference over the largest magnitude of `expected`; infinite for lists of different lengths.
package func relativeError(_ values: [Float], _ expected: [Float]) -> Float {
    guard values.count == expected.count, let largest = expected.map(abs).max(), largest > 0 else { return .infinity }
    var difference: Float = 0
    for (value, reference) in zip(values, expected) {
        guard value.isFinite else { return .infinity }
        difference = max(difference, abs(value - reference))
    }
    return difference / largest
}
