import Torch

/// Whole sequences one after the other, without padding.
package struct PackedRows: Sendable {
    package let lengths: [Int]
    /// Where each row begins, and where the last ends: `[rows + 1]`, int32, on the device that computes.
    package let offsets: Tensor

    package init(lengths: [Int], on device: Device) throws {
        self.lengths = lengths
        let ends = lengths.reduce(into: [Int32(0)]) { $0.append($0[$0.count - 1] + Int32($1)) }
        offsets = try Tensor(ends, shape: [ends.count], on: device)
    }

    package var tokenCount: Int { lengths.reduce(0, +) }
    package var longest: Int { lengths.max() ?? 0 }
}
