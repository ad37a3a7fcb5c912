import CTorch

/// A mark in the work queued on a device.
package final class CUDAEvent: @unchecked Sendable {  // recorded once, when made; CUDA locks what reads it
    private let reference: ctorch_cuda_event_ref

    /// Marks the end of what was queued on the device's current stream so far.
    package init(recordedOn device: Int) throws(TorchError) {
        var made: ctorch_cuda_event_ref?
        try check(ctorch_cuda_event_record(Int32(device), &made), "recording a CUDA event")
        guard let made else { throw TorchError(.operation, operation: "recording a CUDA event", message: "no event") }
        reference = made
    }

    deinit {
        ctorch_cuda_event_free(reference)
    }

    /// Waits until the work before the mark is done.
    package func synchronize() throws(TorchError) {
        try check(ctorch_cuda_event_synchronize(reference), "waiting for a CUDA event")
    }

    /// Has what is queued next on the device's current stream begin after the mark.
    package func block(_ device: Int) throws(TorchError) {
        try check(ctorch_cuda_event_wait(reference, Int32(device)), "waiting for a CUDA event on a device")
    }

    /// The device's time from this mark to a later one, which is waited for, in milliseconds.
    package func milliseconds(to end: CUDAEvent) throws(TorchError) -> Double {
        var result = 0.0
        try check(ctorch_cuda_event_milliseconds(reference, end.reference, &result), "the time between CUDA events")
        return result
    }
}

extension CUDA {
    /// Queues what `body` asks for on a stream beside the current one; each begins with the other's work so far done.
    package static func onSideStream<Result>(of device: Int, _ body: () throws -> Result) throws -> Result {
        try check(ctorch_cuda_side_stream_enter(Int32(device)), "entering a CUDA stream")
        let result = Swift.Result { try body() }
        try check(ctorch_cuda_side_stream_leave(Int32(device)), "leaving a CUDA stream")
        return try result.get()
    }
}
