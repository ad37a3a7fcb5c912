import CTorch
import Foundation
import Synchronization

/// A group of libtorch.
final class Backend: @unchecked Sendable {  // begun on one thread at a time; ended from any
    let reference: ctorch_group_ref
    private let isAbandoned = Mutex(false)

    init(_ reference: ctorch_group_ref) {
        self.reference = reference
    }

    /// Ends what is under way. To free a group whose processes are gone would wait for them, so it is left to the process's end.
    func abandon() {
        isAbandoned.withLock { $0 = true }
        ctorch_group_abort(reference)
    }

    deinit {
        if !isAbandoned.withLock({ $0 }) { ctorch_group_free(reference) }
    }
}

/// The groups for the kinds of devices.
final class Backends: Sendable {
    let gloo: Backend
    private let joined = Mutex<Backend?>(nil)

    init(gloo: Backend) {
        self.gloo = gloo
    }

    /// The group for CUDA devices, made when it is first needed.
    func nccl(_ make: () throws -> Backend) throws -> Backend {
        if let nccl = joined.withLock({ $0 }) { return nccl }
        let made = try make()
        joined.withLock { $0 = made }
        return made
    }

    func abandon() {
        gloo.abandon()
        joined.withLock { $0 }?.abandon()
    }
}

/// A value of any size in a queue of the store, which takes only so much at once.
enum SplitValue {
    private static let limit = 1 << 20
    private static let (whole, split) = (UInt8(0), UInt8(1))

    static func push(_ value: Data, to queue: String, of store: SharedStore) throws {
        guard value.count > limit else { return try store.push(queue, Data([whole]) + value) }
        let pieces = "pieces/\(try store.add("pieces", 1))"
        for start in stride(from: 0, to: value.count, by: limit) {
            try store.push(pieces, value.dropFirst(start).prefix(limit))
        }
        try store.push(queue, Data([split]) + Data(pieces.utf8))
    }

    static func pop(_ queue: String, of store: SharedStore) throws -> Data? {
        guard let value = try store.pop(queue) else { return nil }
        let content = Data(value.dropFirst())
        guard value.first == split else { return content }
        var joined = Data()
        while let piece = try store.pop(String(decoding: content, as: UTF8.self)) { joined.append(piece) }
        return joined
    }
}
