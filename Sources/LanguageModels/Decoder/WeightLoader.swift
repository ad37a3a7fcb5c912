import Dispatch
import Foundation
import ModelFiles
import Synchronization
import Torch

/// Fills tensors from a checkpoint in large pieces, several at a time, in the order in which they lie in the files.
///
/// On the CPU a piece is read or decoded right into its tensor. For a GPU it goes through page-locked memory, from which the
/// GPU fetches it at full speed while other pieces are being read.
struct WeightLoader {
    /// A whole tensor of the checkpoint and where its numbers belong.
    struct Part: Sendable {
        let name: String
        /// `[elements]`, contiguous, of float32 or bfloat16.
        let destination: Tensor
    }

    let source: any CheckpointSource
    let device: Device
    /// A multiple of every format's block; copies of 16 MB and more reach a GPU at full speed.
    var pieceElements = 8 << 20

    private struct Piece: Sendable {
        let part: Part
        let elements: Range<Int>
        let file: MappedFile
        let bytes: Range<Int>
    }

    /// More than processors, because most of them wait for the disk.
    private static let workers = max(8, min(16, ProcessInfo.processInfo.activeProcessorCount))

    /// - Throws: the first error of any piece; the others are then not read.
    func load(_ parts: [Part]) throws {
        let pieces = try pieces(parts)
        let next = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        for piece in pieces.prefix(Self.workers) { piece.file.prefetch(piece.bytes) }
        DispatchQueue.concurrentPerform(iterations: min(Self.workers, pieces.count)) { _ in
            do {
                let staging = device == .cpu ? nil : try Tensor.pinned(pieceElements, parts[0].destination.dtype)
                while failure.withLock({ $0 == nil }) {
                    let index = next.withLock { index in
                        defer { index += 1 }
                        return index
                    }
                    guard index < pieces.count else { return }
                    if index + Self.workers < pieces.count {
                        let ahead = pieces[index + Self.workers]
                        ahead.file.prefetch(ahead.bytes)
                    }
                    try fill(pieces[index], through: staging)
                }
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func pieces(_ parts: [Part]) throws -> [Piece] {
        try parts.flatMap { part in
            let (tensor, file) = (try source.tensor(named: part.name), try source.file(of: part.name))
            return stride(from: 0, to: tensor.elementCount, by: pieceElements).map { start in
                let elements = start..<min(start + pieceElements, tensor.elementCount)
                return Piece(part: part, elements: elements, file: file, bytes: tensor.bytes(of: elements))
            }
        }.sorted { ($0.file.url.path, $0.bytes.lowerBound) < ($1.file.url.path, $1.bytes.lowerBound) }
    }

    private func fill(_ piece: Piece, through staging: Tensor?) throws {
        let count = piece.elements.count
        let destination = try piece.part.destination.narrowed(0, from: piece.elements.lowerBound, count: count)
        guard let staging = try staging?.narrowed(0, from: 0, count: count) else {
            return try read(piece, into: destination)
        }
        try read(piece, into: staging)
        try destination.copyInPlace(from: staging)
    }

    private func read(_ piece: Piece, into tensor: Tensor) throws {
        let (name, elements) = (piece.part.name, piece.elements)
        try tensor.withMutableBytes { bytes in
            if tensor.dtype == .bfloat16 {
                try source.readBFloat16(name, elements, into: bytes.bindMemory(to: UInt16.self))
            } else {
                try source.readFloats(name, elements, into: bytes.bindMemory(to: Float.self))
            }
        }
    }
}
