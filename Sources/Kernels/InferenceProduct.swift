import Torch

/// The product of rows with a frozen weight where no gradient is wanted: for few rows the time is that of reading the weight.
package struct InferenceProduct: Sendable {
    /// `[outputs, inputs]`.
    package let weight: Tensor
    /// `[outputs]`.
    package let bias: Tensor?

    package init(weight: Tensor, bias: Tensor?) {
        self.weight = weight
        self.bias = bias
    }

    /// - Parameter x: `[rows, inputs]`.
    /// - Returns: `[rows, outputs]`.
    package func forward(_ x: Tensor) throws -> Tensor {
        try cpuForward(x) ?? cudaForward(x) ?? plainForward(x)
    }

    func plainForward(_ x: Tensor) throws -> Tensor {
        try x.linear(weight, bias: bias)
    }
}
