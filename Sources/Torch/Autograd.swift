import CTorch

extension Tensor {
    /// Whether gradients are computed for this tensor.
    package var requiresGradient: Bool { ctorch_tensor_requires_gradient(handle.reference) }

    /// Asks for gradients of this tensor, or not.
    package func setRequiresGradient(_ required: Bool) throws(TorchError) {
        try check(ctorch_tensor_set_requires_gradient(handle.reference, required), "requires_grad")
    }

    /// The gradient that ``backward(gradient:)`` gathered, if any.
    package var gradient: Tensor? {
        ctorch_tensor_gradient(handle.reference).map { Tensor(TensorHandle(owning: $0)) }
    }

    /// Forgets the gathered gradient.
    package func clearGradient() throws(TorchError) {
        try check(ctorch_tensor_clear_gradient(handle.reference), "clearing a gradient")
    }

    /// Adds to the gradient of everything that this tensor was computed from.
    ///
    /// - Parameter gradient: of the final result with respect to this tensor; nil stands for 1 and needs a scalar.
    package func backward(gradient: Tensor? = nil) throws(TorchError) {
        try check(ctorch_backward(handle.reference, gradient?.handle.reference), "backward")
    }
}

/// Runs `body` with the recording of operations for `backward` turned on or off on this thread.
///
/// Synchronous by design: libtorch keeps the setting per thread.
package func recordingGradients<Result>(_ enabled: Bool, _ body: () throws -> Result) rethrows -> Result {
    let before = ctorch_set_gradient_recording(enabled)
    defer { _ = ctorch_set_gradient_recording(before) }
    return try body()
}
