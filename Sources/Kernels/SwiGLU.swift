import Torch

/// The gated activation of a feed-forward (Shazeer 2020): `silu(gate) · up`, of a joint projection `[tokens, 2 · width]`.
package enum SwiGLU {
    /// The activation, `[tokens, width]`.
    package static func forward(_ gateUp: Tensor) throws -> Tensor {
        try cpuForward(gateUp) ?? cudaForward(gateUp) ?? plainForward(gateUp)
    }

    /// The gradient of `gateUp` by that of the activation; the activation is made again on the way.
    package static func backward(
        _ gradient: Tensor, gateUp: Tensor
    ) throws -> (gateUp: Tensor, activation: Tensor) {
        try cpuBackward(gradient, gateUp: gateUp) ?? cudaBackward(gradient, gateUp: gateUp)
            ?? plainBackward(gradient, gateUp: gateUp)
    }

    static func plainForward(_ gateUp: Tensor) throws -> Tensor {
        let (gate, up) = try halves(gateUp)
        return try (gate.silu() * up).to(gateUp.dtype)
    }

    static func plainBackward(
        _ gradient: Tensor, gateUp: Tensor
    ) throws -> (gateUp: Tensor, activation: Tensor) {
        let (gate, up) = try halves(gateUp)
        let gradient = try gradient.to(.float32)
        let silu = try gate.silu()
        let gateGradient = try Operator.siluBackward(.tensor(gradient * up), .tensor(gate))
        return (
            try Tensor.concatenate([gateGradient, gradient * silu], 1).to(gateUp.dtype),
            try (silu * up).to(gateUp.dtype)
        )
    }

    private static func halves(_ gateUp: Tensor) throws -> (gate: Tensor, up: Tensor) {
        let width = gateUp.size(1) / 2
        let parts = try gateUp.to(.float32).split([width, width], 1)
        return (parts[0], parts[1])
    }
}

extension Operator {
    fileprivate static let siluBackward = Operator("aten::silu_backward")
}
