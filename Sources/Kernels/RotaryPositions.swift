import Torch

/// The rotation of query and key heads by their positions (Su et al. 2021), each half of a head against the other.
package struct RotaryPositions: Sendable {
    /// `[tokens, head size / 2]`, float32.
    package let cosine: Tensor
    /// `[tokens, head size / 2]`, float32.
    package let sine: Tensor

    package init(cosine: Tensor, sine: Tensor) {
        self.cosine = cosine
        self.sine = sine
    }

    /// The rotation back, which is also what a gradient takes.
    package var inverse: RotaryPositions {
        get throws { RotaryPositions(cosine: cosine, sine: try -sine) }
    }

    /// Turns the query and key heads of a joint projection in place.
    package func rotate(_ joint: Tensor, _ heads: HeadLayout) throws {
        if try cpuRotate(joint, heads) || cudaRotate(joint, heads) { return }
        try plainRotate(joint, heads)
    }

    func plainRotate(_ joint: Tensor, _ heads: HeadLayout) throws {
        let count = heads.queries + heads.keyValues
        let half = heads.size / 2
        let turned = try joint.narrowed(1, from: 0, count: count * heads.size).to(.float32).reshaped([
            joint.size(0), count, heads.size,
        ])
        let parts = try turned.split([half, half], 2)
        let (cosine, sine) = (try cosine.unsqueezed(1), try sine.unsqueezed(1))
        let result = try Tensor.concatenate(
            [parts[0] * cosine - parts[1] * sine, parts[1] * cosine + parts[0] * sine], 2)
        try joint.narrowed(1, from: 0, count: count * heads.size).copyInPlace(
            from: result.reshaped([joint.size(0), -1]))
    }
}
