import CTorch

/// The owner of one libtorch tensor.
///
/// Unchecked: libtorch's reference counts are atomic, and tensors are changed in place only by the engine that owns them,
/// which runs on one thread at a time.
final class TensorHandle: @unchecked Sendable {
    let reference: ctorch_tensor_ref

    init(owning reference: ctorch_tensor_ref) {
        self.reference = reference
    }

    deinit {
        ctorch_tensor_free(reference)
    }
}

/// This thread's last message from libtorch.
func lastMessage() -> String {
    String(cString: ctorch_error_message())
}

/// Throws what libtorch said when `status` is not a success.
func check(_ status: ctorch_status, _ operation: String) throws(TorchError) {
    guard status != CTORCH_OK else { return }
    let reason: TorchError.Reason = status == CTORCH_OUT_OF_MEMORY ? .outOfMemory : .operation
    throw TorchError(reason, operation: operation, message: lastMessage())
}
