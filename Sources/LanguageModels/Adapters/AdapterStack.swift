import Kernels
import Torch

/// Several adapters side by side, so that one pass computes each row with its own.
///
/// The thin products of all adapters are one product; what belongs to other adapters than the row's is zeroed between its halves.
package struct AdapterStack: Sendable {
    package let count: Int
    private let products: [String: StackedProduct]
    /// Each different order in which ranks belong to adapters: `[ranks]`.
    private let owners: [Tensor]

    private struct StackedProduct: Sendable {
        let product: LowRankProduct
        /// The place of its ranks' owners.
        let owners: Int
    }

    package init(_ adapters: [LowRankAdapter], for model: LanguageModel) throws {
        count = adapters.count
        var products: [String: StackedProduct] = [:]
        var orders: [[Int]] = []
        for projection in model.projections {
            let updates = try adapters.enumerated().compactMap { index, adapter in
                try ActiveAdapter(adapter, dtype: model.dtype).update(for: projection).map { (index, $0) }
            }
            guard !updates.isEmpty else { continue }
            let order = updates.flatMap { Array(repeating: $0.0, count: $0.1.down.size(0)) }
            let place = orders.firstIndex(of: order) ?? orders.count
            if place == orders.count { orders.append(order) }
            let up = try Tensor.concatenate(updates.map(\.1.up), 1).contiguous()
            products[projection.path] = StackedProduct(
                product: LowRankProduct(
                    down: try Tensor.concatenate(updates.map(\.1.down), 0), up: up,
                    blocks: [.init(ranks: 0..<up.size(1), outputs: 0..<up.size(0))]),
                owners: place)
        }
        self.products = products
        owners = try orders.map { try Tensor($0, on: model.device) }
    }

    /// Which rows see which ranks.
    ///
    /// - Parameter rows: the place of each row's adapter, -1 for the base model; `[rows]`.
    package func selection(_ rows: Tensor, _ dtype: DType) throws -> AdapterSelection {
        AdapterSelection(masks: try owners.map { try rows.unsqueezed(1).elementsEqual($0).to(dtype) })
    }

    /// Adds to the output of a projection what each row's adapter makes of the input.
    func add(
        to output: Tensor, of projection: Projection, input: Tensor, _ selection: AdapterSelection
    ) throws {
        guard let stacked = products[projection.path] else { return }
        let reduced = try stacked.product.reduced(input)
        try stacked.product.add(selection.masks.map { try reduced * $0[stacked.owners] } ?? reduced, to: output)
    }
}

/// Which adapter each row of a pass is computed with.
package struct AdapterSelection: Sendable {
    /// For each order of ranks 1 where a row sees a rank and 0 elsewhere, `[rows, ranks]`; nil where every row sees all.
    let masks: [Tensor]?

    /// Every row is computed with the only adapter of a stack.
    package static let only = AdapterSelection(masks: nil)

    init(masks: [Tensor]?) {
        self.masks = masks
    }

    /// The selection of some rows.
    package func selecting(_ rows: Tensor) throws -> AdapterSelection {
        AdapterSelection(masks: try masks?.map { try $0.selecting(rows) })
    }
}

extension Projection {
    /// The path of its first part, which no other projection has.
    fileprivate var path: String { parts[0].path }
}
