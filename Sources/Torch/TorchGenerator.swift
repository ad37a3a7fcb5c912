import CTorch

/// A stream of random numbers of one device that nothing else draws from.
///
/// Unchecked: libtorch locks the state of a generator for each draw.
package final class TorchGenerator: @unchecked Sendable {
    let reference: ctorch_generator_ref

    /// The stream that `seed` begins, for tensors on `device`.
    package init(seed: UInt64, on device: Device) throws(TorchError) {
        guard let made = ctorch_generator_make(Int32(device.cudaIndex), seed) else {
            throw TorchError(.operation, operation: "making a random generator", message: lastMessage())
        }
        reference = made
    }

    deinit {
        ctorch_generator_free(reference)
    }
}
