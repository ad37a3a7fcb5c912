import CTorch
import Foundation

/// Bytes by key that all processes of a group reach.
///
/// Nothing here waits for another process: what is not there is nil.
final class SharedStore: @unchecked Sendable {  // libtorch's store locks itself
    private let reference: ctorch_store_ref

    /// Meets the other processes.
    ///
    /// - Throws: what libtorch says when they have not all come after `timeout`.
    init(_ environment: LaunchEnvironment, timeout: Duration) throws(TorchError) {
        let serves = environment.rank == 0 && !environment.isStoreServed
        reference = try owned(
            ctorch_store_connect(
                environment.host, UInt16(environment.port), serves, Int32(environment.processCount),
                timeout.milliseconds))
    }

    private init(owning reference: ctorch_store_ref) {
        self.reference = reference
    }

    deinit { ctorch_store_free(reference) }

    /// A connection of its own to the same store: one connection does one thing at a time.
    func anotherConnection() throws(TorchError) -> SharedStore {
        SharedStore(owning: try owned(ctorch_store_clone(reference)))
    }

    func set(_ key: String, _ value: Data) throws(TorchError) {
        try check(value.withUnsafeBytes { ctorch_store_set(reference, key, $0.baseAddress, $0.count) }, Self.operation)
        try awaitArrival()
    }

    subscript(key: String) -> Data? {
        get throws(TorchError) { try value(of: key, takes: false) }
    }

    /// Appends to the queue of a key.
    func push(_ key: String, _ value: Data) throws(TorchError) {
        try check(value.withUnsafeBytes { ctorch_store_push(reference, key, $0.baseAddress, $0.count) }, Self.operation)
        try awaitArrival()
    }

    /// Takes the first of a key's queue.
    func pop(_ key: String) throws(TorchError) -> Data? { try value(of: key, takes: true) }

    /// Adds to the number of a key, which begins at 0; gives the sum.
    @discardableResult
    func add(_ key: String, _ amount: Int) throws(TorchError) -> Int {
        var sum: Int64 = 0
        try check(ctorch_store_add(reference, key, Int64(amount), &sum), Self.operation)
        return Int(sum)
    }

    /// The group for tensors on the CPU.
    func gloo(_ environment: LaunchEnvironment, timeout: Duration) throws(TorchError) -> ctorch_group_ref {
        try owned(
            ctorch_gloo_make(
                reference, "gloo", Int32(environment.rank), Int32(environment.processCount), timeout.milliseconds))
    }

    /// Waits until the store has what was sent, which it does not confirm: it answers in order, so the next answer says so.
    private func awaitArrival() throws(TorchError) { try add("arrivals", 0) }

    private static let operation = "the store of the process group"

    private func value(of key: String, takes: Bool) throws(TorchError) -> Data? {
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        try check(ctorch_store_get(reference, key, takes, &bytes, &count), Self.operation)
        return bytes.map { Data(bytesNoCopy: $0, count: count, deallocator: .free) }
    }
}

/// What libtorch made, or the error that it left.
func owned<Reference>(_ made: Reference?) throws(TorchError) -> Reference {
    guard let made else { throw TorchError(.operation, operation: "joining processes", message: lastMessage()) }
    return made
}

extension Duration {
    var milliseconds: Int64 { max(1, Int64(self / .milliseconds(1))) }
}
