import Torch

extension SwiGLU {
    /// Nil where the kernel does not apply.
    static func cudaForward(_ gateUp: Tensor) throws -> Tensor? {
        guard let place = CUDAPlace.of(gateUp), let grid = Grid(gateUp, place) else { return nil }
        let activation = try Tensor.empty([gateUp.size(0), grid.width], gateUp.dtype, on: gateUp.device)
        try grid.launch("activate", place, [.tensor(gateUp), .tensor(activation)])
        return activation
    }

    static func cudaBackward(_ gradient: Tensor, gateUp: Tensor) throws -> (gateUp: Tensor, activation: Tensor)? {
        guard let place = CUDAPlace.of(gradient, gateUp), let grid = Grid(gateUp, place) else { return nil }
        let activation = try Tensor.empty(gradient.shape, gateUp.dtype, on: gateUp.device)
        let result = try Tensor.empty(gateUp.shape, gateUp.dtype, on: gateUp.device)
        try grid.launch(
            "activateBackward", place, [.tensor(gradient), .tensor(gateUp), .tensor(result), .tensor(activation)])
        return (result, activation)
    }

    private struct Grid {
        let rows: Int
        let width: Int
        private let threads = 256
        /// The most blocks along the second axis of a grid.
        private static let mostRows = 65_535

        init?(_ gateUp: Tensor, _ place: CUDAPlace) {
            (rows, width) = (gateUp.size(0), gateUp.size(1) / 2)
            guard gateUp.rank == 2, width % place.packSize == 0, rows <= Self.mostRows else { return nil }
        }

        func launch(_ name: String, _ place: CUDAPlace, _ arguments: [CUDAKernel.Argument]) throws {
            let packs = width / place.packSize
            try CUDASource.swiGLU(width: width).kernel(name, place).launch(
                on: place.device, blocks: .init((packs + threads - 1) / threads, rows), threads: .init(threads),
                arguments)
        }
    }
}
