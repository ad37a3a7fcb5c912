import Foundation

/// The model that `make setup` fetches.
enum DefaultModel {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let file = root.appending(path: ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf")
    static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }
}
