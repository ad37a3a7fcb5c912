import Torch

/// The gradients of an adapter's matrices, summed up over the backward passes of one step; float32.
///
/// All gradients of one layer lie in one tensor, which is what processes that train together exchange.
package final class AdapterGradients {
    /// The gradients of each decoder layer, and of the output projection last; empty where nothing is adapted.
    package let groups: [Tensor]
    private let views: [String: (down: Tensor, up: Tensor)]
    /// The gradient of the joint `down` of each projection, by the path of its first adapted part.
    private let joint: [String: Tensor]

    /// All zero.
    package init(for adapter: LowRankAdapter, of model: LanguageModel) throws {
        var groups: [Tensor] = []
        var views: [String: (down: Tensor, up: Tensor)] = [:]
        var joint: [String: Tensor] = [:]
        for projections in model.layers.map(\.projections) + [[model.head]] {
            let adapted = projections.map { $0.adaptedParts(adapter) }.filter { !$0.isEmpty }
            let size = adapted.joined().reduce(0) { $0 + $1.update.down.count + $1.update.up.count }
            let group = try Tensor.zeros([size], on: model.device)
            var start = 0
            func take(_ shape: [Int]) throws -> Tensor {
                let count = shape.reduce(1, *)
                defer { start += count }
                return try group.narrowed(0, from: start, count: count).reshaped(shape)
            }
            for parts in adapted {
                let ranks = parts.map { $0.update.down.size(0) }
                let down = try take([ranks.reduce(0, +), parts[0].update.down.size(1)])
                joint[parts[0].part.path] = down
                for (part, down) in zip(parts, try down.split(ranks, 0)) {
                    views[part.part.path] = (down, try take(part.update.up.shape))
                }
            }
            groups.append(group)
        }
        self.groups = groups
        self.views = views
        self.joint = joint
    }

    /// The gradients in the order of ``LowRankAdapter/parameters``.
    package func parameters(of adapter: LowRankAdapter) -> [Tensor] {
        adapter.paths.flatMap { path in views[path].map { [$0.down, $0.up] } ?? [] }
    }

    /// Forgets everything.
    package func clear() throws {
        for group in groups { try group.multiplyInPlace(by: 0) }
    }

    /// Adds the gradients of one projection: of its joint `down`, and of each adapted part's scaled `up`.
    func add(down: Tensor, ups: [Tensor], for parts: [Projection.AdaptedPart]) throws {
        try joint[parts[0].part.path]?.addInPlace(down)
        for (part, up) in zip(parts, ups) {
            try views[part.part.path]?.up.addInPlace(up, scale: part.update.scale)
        }
    }
}

extension DecoderLayer {
    var projections: [Projection] { [queryKeyValue, output, gateUp, down] }
}

extension Projection {
    /// A part with the update that an adapter has for it.
    struct AdaptedPart {
        let part: Part
        let update: LowRankAdapter.Update
        /// The part's outputs among those of the projection.
        let outputs: Range<Int>
    }

    /// The parts that `adapter` changes, in their order.
    func adaptedParts(_ adapter: LowRankAdapter) -> [AdaptedPart] {
        var start = 0
        return parts.compactMap { part in
            defer { start += part.outputs }
            return adapter.updates[part.path].map {
                AdaptedPart(part: part, update: $0, outputs: start..<start + part.outputs)
            }
        }
    }
}
