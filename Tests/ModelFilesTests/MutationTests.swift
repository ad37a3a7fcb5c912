import Foundation
import Provenance
import Testing

@testable import ModelFiles

/// Damaged files parse or throw; they never crash, and never take more memory than their size warrants.
///
/// Each runs in a process of its own whose memory is limited, so that either would end the process.
@Suite struct MutationTests {
    @Test func damagedGGUFFilesParseOrThrow() async {
        await #expect(processExitsWith: .success) {
            let original = try Data(contentsOf: Place.fixtures.appending(path: "quantized.gguf"))
            try mutate(Array(original), headerLength: 1800) { bytes in
                let header = try parseGGUF(bytes)
                return (header.tensors, "\(header.metadata.keys.map { header.metadata[$0] })")
            }
        }
    }

    @Test func damagedSafetensorsFilesParseOrThrow() async {
        await #expect(processExitsWith: .success) {
            let original = try Data(contentsOf: Place.fixtures.appending(path: "dtypes.safetensors"))
            try mutate(Array(original), headerLength: 1200) { bytes in
                let header = try parseSafetensors(bytes)
                return (header.tensors, "\(header.metadata)")
            }
        }
    }
}

/// Parses 20,000 files that differ from `original` by a few bits, bytes, cuts or numbers, and decodes what parses.
///
/// - Parameter headerLength: where most of the damage is done.
private func mutate(
    _ original: [UInt8], headerLength: Int, _ parse: ([UInt8]) throws -> ([TensorInfo], String)
) throws {
    var limit = rlimit(rlim_cur: 512 << 20, rlim_max: 512 << 20)
    guard setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { exit(3) }
    var random = CounterBasedGenerator(experimentSeed: 7, stage: "mutation", recordID: "\(original.count)")
    var parsed = 0
    for _ in 0..<20_000 {
        let bytes = mutant(of: original, headerLength: min(headerLength, original.count), &random)
        do {
            let (tensors, metadata) = try parse(bytes)
            guard try parse(bytes) == (tensors, metadata) else { exit(4) }
            try tensors.forEach { try decode($0, bytes) }
            parsed += 1
        } catch let error as ModelFileError {
            guard error.description.utf8.count < 2000 else { exit(5) }
        }
    }
    // Both outcomes occur, or the damage is not where it should be.
    guard (500..<19_500).contains(parsed) else { exit(6) }
}

private func decode(_ tensor: TensorInfo, _ bytes: [UInt8]) throws {
    guard tensor.format.isDecodable else { return }
    var floats = [Float](repeating: 0, count: tensor.elementCount)
    bytes.withUnsafeBytes { bytes in
        floats.withUnsafeMutableBufferPointer {
            tensor.format.decode(UnsafeRawBufferPointer(rebasing: bytes[tensor.bytes]), into: $0)
        }
    }
}

private func mutant(
    of original: [UInt8], headerLength: Int, _ random: inout CounterBasedGenerator
) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...3, using: &random) {
        guard !bytes.isEmpty else { break }
        let isInHeader = Int.random(in: 0..<10, using: &random) > 0
        let place = Int.random(in: 0..<min(isInHeader ? headerLength : original.count, bytes.count), using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = .random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(place...)
        case 3: bytes.remove(at: place)
        case 4: bytes.insert(bytes[place], at: place)
        default:
            let extremes: [UInt64] = [0, 1, 0xFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 32, 1 << 62, 1 << 63, .max - 31, .max]
            let value = extremes.randomElement(using: &random) ?? 0
            for index in 0..<min(8, bytes.count - place) {
                bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
            }
        }
    }
    return bytes
}
