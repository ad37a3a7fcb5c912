import Foundation

/// What tells that a file was written anew: its size and when it was changed. Equal for a file that is not there.
struct FileStamp: Sendable, Hashable {
    let size: Int
    let changed: Date

    init(_ url: URL) {
        let values = try? FileManager.default.attributesOfItem(atPath: url.path(percentEncoded: false))
        size = (values?[.size] as? Int) ?? -1
        changed = (values?[.modificationDate] as? Date) ?? .distantPast
    }
}
