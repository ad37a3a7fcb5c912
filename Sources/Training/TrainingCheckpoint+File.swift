import Foundation
import ModelFiles
import Provenance
import Torch

/// A checkpoint is one safetensors file. Its metadata hold what is not a tensor, and a digest of everything, so that no
/// damage goes unnoticed.
extension TrainingCheckpoint {
    static let formatVersion = "1"
    private static let format = "candor-training-checkpoint"

    /// The entries of the file's metadata.
    private enum Entry {
        static let format = "format"
        static let version = "version"
        static let key = "key"
        static let stepCount = "steps"
        static let heldOutLossBefore = "held-out-loss-before"
        static let log = "log"
        static let peakGradientNorms = "peak-gradient-norms"
        static let digest = "digest"
    }

    /// Writes the checkpoint to a file, which appears whole or not at all.
    package func write(to url: URL) throws {
        var metadata = [
            Entry.format: Self.format,
            Entry.version: Self.formatVersion,
            Entry.key: key.hex,
            Entry.stepCount: "\(log.count)",
            Entry.heldOutLossBefore: "\(heldOutLossBefore)",
            Entry.log: try CanonicalJSON.string(log),
            Entry.peakGradientNorms: try CanonicalJSON.string(peakGradientNorms),
        ]
        metadata[Entry.digest] = try Self.digest(metadata, tensors).hex
        let declarations = tensors.map { TensorDeclaration(name: $0.key, format: .f32, shape: $0.value.shape) }
        try SafetensorsWriter.write(declarations, metadata: metadata, to: url) { declaration, append in
            try tensors[declaration.name]?.withBytes(append)
        }
    }

    /// Reads a checkpoint that ``write(to:)`` wrote, to the last bit or not at all.
    package init(reading url: URL) throws(TrainingCheckpointError) {
        do {
            try self.init(SafetensorsFile(url))
        } catch let error as TrainingCheckpointError {
            throw error
        } catch {
            throw .damaged(file: url.path, cause: "\(error)")
        }
    }

    private init(_ file: SafetensorsFile) throws {
        let path = file.url.path
        guard file.metadata[Entry.format] == Self.format, file.metadata[Entry.version] == Self.formatVersion else {
            throw TrainingCheckpointError.foreign(file: path)
        }
        tensors = try Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, try file.tensor($0)) })
        let content = file.metadata.filter { $0.key != Entry.digest }
        guard try file.metadata[Entry.digest] == Self.digest(content, tensors).hex,
            let key = content[Entry.key].flatMap(SHA256Digest.init(hex:)),
            let loss = content[Entry.heldOutLossBefore].flatMap(Double.init)
        else { throw TrainingCheckpointError.damaged(file: path, cause: "its content does not match its digest") }
        self.key = key
        heldOutLossBefore = loss
        log = try Self.decode(content[Entry.log])
        peakGradientNorms = try Self.decode(content[Entry.peakGradientNorms])
    }

    private static func decode<Value: Decodable>(_ json: String?) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data((json ?? "").utf8))
    }

    private static func digest(_ metadata: [String: String], _ tensors: [String: Tensor]) throws -> SHA256Digest {
        var lines = [try CanonicalJSON.string(metadata)]
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            lines.append("\(name) \(tensor.shape) \(try tensor.withBytes { SHA256Digest(of: $0) })")
        }
        return SHA256Digest(ofUTF8: lines.joined(separator: "\n"))
    }
}

extension SafetensorsFile {
    fileprivate func tensor(_ info: TensorInfo) throws -> Tensor {
        try withRawBytes(of: info.name) { try Tensor(bytes: $0, shape: info.shape, dtype: .float32) }
    }
}
