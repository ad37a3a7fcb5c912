import Foundation

@testable import ModelFiles

/// Where the tests' files are.
enum Place {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    private static let root = fixtures.appending(path: "../../..").standardizedFileURL
    static let smolLM2 = root.appending(path: ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf")
    static let distillVocabulary = root.appending(path: "../shared/models/deepseek-r1-distill-qwen.vocab.gguf")

    static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// A folder that is removed with the test's last reference to it.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "modelfiles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult
    func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> URL {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file
    }
}

/// Builds the bytes of files, well-formed or not.
struct Bytes {
    private(set) var all: [UInt8] = []

    mutating func append(_ text: String) { all.append(contentsOf: text.utf8) }

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { all.append(contentsOf: $0) }
    }

    /// Text after its length in 64 bits, as in GGUF.
    mutating func appendString(_ text: String) {
        append(UInt64(text.utf8.count))
        append(text)
    }

    mutating func pad(to alignment: Int) {
        while !all.count.isMultiple(of: alignment) { all.append(0) }
    }
}

extension [UInt8] {
    /// A safetensors file of that header and so many bytes of data.
    static func safetensors(_ header: String, dataCount: Int) -> [UInt8] {
        var bytes = Bytes()
        bytes.appendString(header)
        return bytes.all + [UInt8](repeating: 7, count: dataCount)
    }
}

/// Parses bytes as a GGUF file's.
func parseGGUF(_ bytes: [UInt8]) throws -> GGUFHeader {
    try bytes.withUnsafeBytes { try GGUFHeader($0, file: "test.gguf") }
}

/// Parses bytes as a safetensors file's.
func parseSafetensors(_ bytes: [UInt8]) throws -> SafetensorsHeader {
    try bytes.withUnsafeBytes { try SafetensorsHeader($0, file: "test.safetensors") }
}
