import Foundation

/// A GGUF file: metadata, and tensors that are quantised more often than not.
package final class GGUFFile: CheckpointSource {
    package let url: URL
    package let version: Int
    package let metadata: GGUFMetadata
    package let tensors: [TensorInfo]
    /// What tensor offsets are multiples of, in bytes.
    package let alignment: Int
    private let file: MappedFile
    private let indices: [String: Int]

    /// Opens a file and checks everything in it but the tensors' numbers.
    package init(_ url: URL) throws(ModelFileError) {
        let file = try MappedFile(url)
        let header = try file.withBytes { bytes throws(ModelFileError) in
            try PickleRefusal.check(bytes, url)
            return try GGUFHeader(bytes, file: url.path)
        }
        self.url = url
        self.file = file
        version = header.version
        alignment = header.alignment
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
