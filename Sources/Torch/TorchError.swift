/// What went wrong in libtorch, and in which operation.
package struct TorchError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is, so that a caller can react to it.
    package enum Reason: Sendable, Equatable {
        /// The device or the machine has no memory left for the result.
        case outOfMemory
        /// The device does not exist on this machine, or its library cannot be loaded.
        case missingDevice
        /// Anything else: wrong shapes, dtypes or arguments.
        case operation
    }

    package let reason: Reason
    /// The operation that failed, such as `aten::matmul`.
    package let operation: String
    /// What libtorch said, without its C++ stack.
    package let message: String

    package init(_ reason: Reason, operation: String, message: String) {
        self.reason = reason
        self.operation = operation
        self.message = message
    }

    package var description: String {
        switch reason {
        case .outOfMemory:
            "out of memory in \(operation): \(message). Use a smaller batch, or a device with more memory."
        case .missingDevice:
            "\(message) (\(operation)). Run `candor doctor` to see the devices of this machine."
        case .operation:
            "\(operation) failed: \(message)"
        }
    }
}
