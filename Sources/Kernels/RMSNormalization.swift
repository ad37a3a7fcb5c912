import Torch

/// Root-mean-square normalisation over the last dimension, times a frozen weight (Zhang and Sennrich 2019), of a residual stream.
package struct RMSNormalization: Sendable {
    /// `[width]`.
    package let weight: Tensor
    package let epsilon: Double

    package init(weight: Tensor, epsilon: Double) {
        self.weight = weight
        self.epsilon = epsilon
    }

    /// What a normalisation gives, and what its gradient needs.
    package struct Normalized {
        /// What was normalised: the input, plus the addend where there was one; `[rows, width]`.
        package let sum: Tensor
        package let output: Tensor
        /// One over the root of the mean square of each row of `sum`, float32; `[rows]`.
        package let inverseRMS: Tensor
    }

    /// Normalises `x`, `[rows, width]`, or `x + addend`.
    package func forward(_ x: Tensor, adding addend: Tensor? = nil) throws -> Normalized {
        try cpuForward(x, adding: addend) ?? cudaForward(x, adding: addend) ?? plainForward(x, adding: addend)
    }

    /// The gradient of the sum by that of the output; `gradientOfSum` is what reaches the sum by other ways, and is added.
    package func backward(
        _ gradient: Tensor, of normalized: (sum: Tensor, inverseRMS: Tensor), adding gradientOfSum: Tensor? = nil
    ) throws
        -> Tensor
    {
        try cpuBackward(gradient, of: normalized, adding: gradientOfSum)
            ?? cudaBackward(gradient, of: normalized, adding: gradientOfSum)
            ?? plainBackward(gradient, of: normalized, adding: gradientOfSum)
    }

    func plainForward(_ x: Tensor, adding addend: Tensor?) throws -> Normalized {
        let sum = try addend.map { try x + $0 } ?? x
        let wide = try sum.to(.float32)
        let inverse = try Operator.inverseRoot(.tensor((wide * wide).sum(1) / Double(sum.size(1)) + epsilon))
        let output = try (wide * inverse.unsqueezed(1) * weight.to(.float32)).to(x.dtype)
        return Normalized(sum: sum, output: output, inverseRMS: inverse)
    }

    func plainBackward(
        _ gradient: Tensor, of normalized: (sum: Tensor, inverseRMS: Tensor), adding gradientOfSum: Tensor?
    ) throws -> Tensor {
        let inverse = try normalized.inverseRMS.unsqueezed(1)
        let unit = try normalized.sum.to(.float32) * inverse
        let weighted = try gradient.to(.float32) * weight.to(.float32)
        let along = try (weighted * unit).sum(1, keepingDimension: true) / Double(unit.size(1))
        let result = try (weighted - unit * along) * inverse
        return try (gradientOfSum.map { try result + $0.to(.float32) } ?? result).to(gradient.dtype)
    }
}

extension Operator {
    fileprivate static let inverseRoot = Operator("aten::rsqrt")
}
