import Provenance
import Torch

/// A LoRA adapter: for each adapted linear layer, a product of two thin matrices that is added to its output.
package struct LowRankAdapter: Sendable {
    package let configuration: AdapterConfiguration
    /// The updates by the path of the linear layer.
    package let updates: [String: Update]

    /// The update `scale · up · down` of one linear layer.
    package struct Update: Sendable {
        /// `[rank, inputs]`; PEFT's `lora_A`.
        package let down: Tensor
        /// `[outputs, rank]`; PEFT's `lora_B`.
        package let up: Tensor
        package let scale: Double
    }

    /// A fresh adapter for `model`, whose update is zero: `down` uniform in ±1/√inputs as in PEFT, `up` zero; float32.
    package init(for model: LanguageModel, _ configuration: AdapterConfiguration, seed: UInt64) throws {
        self.configuration = configuration
        updates = try Self.updates(for: model, configuration) { part, inputs, rank in
            var generator = CounterBasedGenerator(experimentSeed: seed, stage: "adapter", recordID: part.path)
            let bound = 1 / Double(inputs).squareRoot()
            let values = (0..<rank * inputs).map { _ in Float((2 * generator.nextUniform() - 1) * bound) }
            return (
                try Tensor(values, shape: [rank, inputs], on: model.device),
                try .zeros([part.outputs, rank], on: model.device)
            )
        }
    }

    init(configuration: AdapterConfiguration, updates: [String: Update]) {
        self.configuration = configuration
        self.updates = updates
    }

    /// Builds the updates of every targeted layer of `model` from the matrices that `matrices` gives.
    static func updates(
        for model: LanguageModel, _ configuration: AdapterConfiguration,
        matrices: (Projection.Part, _ inputs: Int, _ rank: Int) throws -> (down: Tensor, up: Tensor)
    ) throws -> [String: Update] {
        var updates: [String: Update] = [:]
        for projection in model.projections {
            for part in projection.parts {
                guard let (rank, scale) = try configuration.update(of: part.path) else { continue }
                let (down, up) = try matrices(part, projection.inputs, rank)
                updates[part.path] = Update(down: down, up: up, scale: scale)
            }
        }
        guard !updates.isEmpty else {
            throw AdapterError(
                "no linear layer matches the targets \(configuration.targets); name modules such as q_proj, or all-linear"
            )
        }
        return updates
    }

    /// The paths of the adapted layers, sorted.
    package var paths: [String] { updates.keys.sorted() }

    /// The trainable matrices, `down` then `up` of each layer, in the order of ``paths``.
    package var parameters: [Tensor] {
        paths.flatMap { path in updates[path].map { [$0.down, $0.up] } ?? [] }
    }
}

extension LowRankAdapter {
    /// Whether the output projection carries an update.
    package var adaptsHead: Bool { updates[ParameterNames.head] != nil }
}
