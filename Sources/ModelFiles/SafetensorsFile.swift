import Foundation

/// A safetensors file: named tensors as they are in memory.
package final class SafetensorsFile: CheckpointSource {
    package let url: URL
    /// The file's own notes, such as `format: pt`.
    package let metadata: [String: String]
    package let tensors: [TensorInfo]
    private let file: MappedFile
    private let indices: [String: Int]

    /// Opens a file and checks its whole header against its size.
    package init(_ url: URL) throws(ModelFileError) {
        let file = try MappedFile(url)
        let header = try file.withBytes { bytes throws(ModelFileError) in
            try PickleRefusal.check(bytes, url)
            return try SafetensorsHeader(bytes, file: url.path)
        }
        self.url = url
        self.file = file
        metadata = header.metadata
        tensors = header.tensors
        indices = Dictionary(uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, $0) })
    }

    package subscript(name: String) -> TensorInfo? { indices[name].map { tensors[$0] } }

    package func file(of name: String) throws(ModelFileError) -> MappedFile {
        guard contains(name) else { throw missing(name) }
        return file
    }
}
