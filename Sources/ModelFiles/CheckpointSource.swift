import Foundation

/// Named tensors in a file or several, whatever the container: what a model's weights are loaded from.
package protocol CheckpointSource: Sendable {
    /// The file that was opened; of a sharded checkpoint, its index.
    var url: URL { get }
    /// All tensors in file order.
    var tensors: [TensorInfo] { get }
    /// The tensor of that name, if there is one.
    subscript(name: String) -> TensorInfo? { get }
    /// The file that holds the tensor of that name.
    func file(of name: String) throws(ModelFileError) -> MappedFile
}

extension CheckpointSource {
    package var tensorNames: [String] { tensors.map(\.name) }

    package func contains(_ name: String) -> Bool { self[name] != nil }

    /// The tensor of that name; an error if there is none.
    package func tensor(named name: String) throws(ModelFileError) -> TensorInfo {
        guard let tensor = self[name] else { throw missing(name) }
        return tensor
    }

    /// The tensor's row-major shape, as in PyTorch.
    package func shape(of name: String) throws(ModelFileError) -> [Int] { try tensor(named: name).shape }

    /// Lends a tensor's bytes as they are in the file, not aligned to anything, for the time of the call.
    package func withRawBytes<Result, Failure: Error>(
        of name: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws -> Result {
        try file(of: name).withBytes(in: try tensor(named: name).bytes, body)
    }

    /// Decodes or dequantises a tensor into as many floats as it has elements.
    ///
    /// - Parameter elements: which elements are wanted, from the start of a block on; nil for all.
    package func readFloats(
        _ name: String, _ elements: Range<Int>? = nil, into output: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        try read(name, elements, as: .f32, into: output) { format, bytes in format.decode(bytes, into: output) }
    }

    /// As `readFloats`, rounded to the nearest bfloat16, ties to even.
    package func readBFloat16(
        _ name: String, _ elements: Range<Int>? = nil, into output: UnsafeMutableBufferPointer<UInt16>
    ) throws(ModelFileError) {
        try read(name, elements, as: .bf16, into: output) { format, bytes in format.decodeBFloat16(bytes, into: output)
        }
    }

    /// A tensor's numbers as an array.
    package func floats(_ name: String) throws(ModelFileError) -> [Float] {
        let count = try tensor(named: name).elementCount
        var failure: ModelFileError?
        let values = [Float](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            do throws(ModelFileError) {
                try readFloats(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
                initializedCount = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }

    func missing(_ name: String) -> ModelFileError {
        let closest = tensors.first { $0.name.hasSuffix(name) || name.hasSuffix($0.name) }
        let suggestion = closest.map { "the similar name \($0.name.quoted)" } ?? "\(tensors.count) others"
        return ModelFileError(
            file: url.path, at: .tensor(name), expected: "a tensor of that name", found: suggestion,
            remedy: "Check that the file is of the model that was asked for, and complete.")
    }

    /// Reads what is stored as it is wanted straight from the file, and decodes everything else from the map.
    private func read<Element>(
        _ name: String, _ elements: Range<Int>?, as format: TensorFormat,
        into output: UnsafeMutableBufferPointer<Element>, decode: (TensorFormat, UnsafeRawBufferPointer) -> Void
    ) throws(ModelFileError) {
        let tensor = try tensor(named: name)
        guard tensor.format.isDecodable else {
            throw ModelFileError(
                file: url.path, at: .tensor(name),
                expected:
                    "one of \(TensorFormat.allCases.filter(\.isDecodable).map(\.rawValue).joined(separator: ", "))",
                found: "the format \(tensor.format.rawValue)",
                remedy: "Convert the model to BF16 safetensors, or to a GGUF of one of these formats.")
        }
        let elements = elements ?? 0..<tensor.elementCount
        guard output.count == elements.count else {
            throw ModelFileError(
                file: url.path, at: .tensor(name), expected: "room for its \(elements.count) elements",
                found: "room for \(output.count)", remedy: "Allocate what its shape \(tensor.shape) needs.")
        }
        let (file, bytes) = (try file(of: name), tensor.bytes(of: elements))
        guard tensor.format != format else { return try file.read(bytes, into: UnsafeMutableRawBufferPointer(output)) }
        file.withBytes(in: bytes) { decode(tensor.format, $0) }
    }
}
