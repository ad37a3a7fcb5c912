import Foundation
import Provenance

/// A tensor to be written.
package struct TensorDeclaration: Equatable, Sendable {
    package let name: String
    package let format: TensorFormat
    package let shape: [Int]

    package init(name: String, format: TensorFormat, shape: [Int]) {
        self.name = name
        self.format = format
        self.shape = shape
    }
}

/// Writes safetensors files, byte for byte as the reference implementation does.
package enum SafetensorsWriter {
    /// Writes `tensors` to a file that appears whole or not at all.
    ///
    /// Tensors are laid out by format, widest first, then by name. The bytes of each, little-endian and row-major, are
    /// asked for one tensor after another, so no more than the caller holds is in memory.
    ///
    /// - Parameter contents: is called once for each tensor in file order and passes its bytes to the given function, in
    ///   as many pieces as it likes.
    /// - Throws: `ModelFileError` for a tensor that cannot be written as declared, `FileError`, or what `contents` throws.
    package static func write(
        _ tensors: [TensorDeclaration], metadata: [String: String] = ["format": "pt"], to url: URL,
        contents: (TensorDeclaration, _ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let ordered = tensors.sorted {
            ($1.format.safetensorsRank ?? 0, $0.name) < ($0.format.safetensorsRank ?? 0, $1.name)
        }
        let header = try header(ordered, metadata: metadata, file: url.path)
        let file = try AtomicFile(replacing: url)
        try file.append(header)
        for tensor in ordered {
            let byteCount = try byteCount(of: tensor, file: url.path)
            var written = 0
            try contents(tensor) { bytes in
                written += bytes.count
                guard written <= byteCount else { throw mismatch(tensor, byteCount, found: "more", url) }
                try file.append(bytes)
            }
            guard written == byteCount else { throw mismatch(tensor, byteCount, found: "\(written)", url) }
        }
        try file.commit()
    }

    /// The length and the JSON, padded with spaces to a multiple of 8 bytes.
    private static func header(
        _ tensors: [TensorDeclaration], metadata: [String: String], file: String
    ) throws -> Data {
        var members: [String] = []
        if !metadata.isEmpty { members.append("\"__metadata__\":\(try CanonicalJSON.string(metadata))") }
        var names: Set<String> = ["__metadata__"]
        var offset = 0
        for tensor in tensors {
            guard names.insert(tensor.name).inserted else {
                throw ModelFileError(
                    file: file, at: .tensor(tensor.name), expected: "a name of its own", found: "one that is taken",
                    remedy: "Name each tensor once.")
            }
            let (end, overflow) = offset.addingReportingOverflow(try byteCount(of: tensor, file: file))
            guard !overflow else { throw unwritable(tensor, file: file) }
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                """
                \(try CanonicalJSON.string(tensor.name)):{"dtype":"\(tensor.format.rawValue)",\
                "shape":[\(shape)],"data_offsets":[\(offset),\(end)]}
                """)
            offset = end
        }
        var json = Data("{\(members.joined(separator: ","))}".utf8)
        json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json
    }

    private static func byteCount(of tensor: TensorDeclaration, file: String) throws(ModelFileError) -> Int {
        guard tensor.format.isSafetensorsFormat, let elements = TensorInfo.elementCount(of: tensor.shape),
            let bytes = tensor.format.byteCount(ofElements: elements)
        else { throw unwritable(tensor, file: file) }
        return bytes
    }

    private static func unwritable(_ tensor: TensorDeclaration, file: String) -> ModelFileError {
        ModelFileError(
            file: file, at: .tensor(tensor.name),
            expected: "a format of safetensors and a shape whose size fits 63 bits",
            found: "\(tensor.format.rawValue) \(tensor.shape)", remedy: "Declare the tensor as it is.")
    }

    private static func mismatch(
        _ tensor: TensorDeclaration, _ expected: Int, found: String, _ url: URL
    ) -> ModelFileError {
        ModelFileError(
            file: url.path, at: .tensor(tensor.name),
            expected: "\(expected) bytes for \(tensor.format.rawValue) \(tensor.shape)",
            found: found, remedy: "Pass as many bytes as the declaration says; nothing was written.")
    }
}
