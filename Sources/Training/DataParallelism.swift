import Foundation
import Provenance
import Torch

/// What the processes of one training do together: each takes a share of every step's rows, the gradients are summed over all, and
/// all make the same optimizer step.
///
/// The loss of each share is divided by the weights of the whole step, so the sums are the gradients that one process would have.
package final class DataParallelism {
    package let group: ProcessGroup
    /// The gradients that are being summed in this step, by the number of their layer.
    private var sums: [Int: (sum: Tensor, work: CollectiveWork)] = [:]
    /// The lowest layer whose gradients are being summed in this step.
    private var lowest = Int.max

    package init(_ group: ProcessGroup) {
        self.group = group
    }

    /// This process's rows of a step.
    func share(of rows: [TrainingRow]) -> [TrainingRow] {
        RowShares(lengths: rows.map(\.tokens.count), over: group.size).shares[group.rank].map { rows[$0] }
    }

    // MARK: Gradients

    /// Begins to sum the gradients of a layer and of all above it, which this process is done with in this step.
    ///
    /// The sums go on beside the backward pass of the layers below. They are copies: a process that runs out of memory can do its
    /// part of the step again while the others already sum.
    ///
    /// - Parameter gradients: by layer, the one that the backward pass comes to last at the start.
    func sum(_ gradients: [Tensor], from layer: Int) throws {
        for index in gradients.indices.reversed() where index >= layer && index < lowest {
            lowest = index
            guard gradients[index].count > 0 else { continue }
            let sum = try gradients[index].clone()
            sums[index] = (sum, try group.allReduce(sum, "summing the gradients of layer \(index)"))
        }
    }

    /// Replaces all gradients of the step by their sums.
    func finish(_ gradients: [Tensor]) throws {
        try sum(gradients, from: 0)
        for index in gradients.indices.reversed() {
            guard let (sum, work) = sums.removeValue(forKey: index) else { continue }
            try work.wait()
            try gradients[index].copyInPlace(from: sum)
        }
        lowest = .max
    }

    // MARK: Numbers

    /// The sum of a number over all processes.
    func sum(_ value: Double, _ purpose: String) throws -> Double { try group.sums([value], purpose)[0] }

    /// Whether any process is in this case.
    func isAny(_ condition: Bool, _ purpose: String) throws -> Bool { try sum(condition ? 1 : 0, purpose) > 0 }

    /// What `body` makes of each element, every process of some; the same as if one had done it all.
    func map<Element>(_ elements: [Element], _ body: (Element) throws -> Double) throws -> [Double] {
        let own = try elements.enumerated().map { index, element in
            index % group.size == group.rank ? try body(element) : 0
        }
        return try group.sums(own, "the held-out loss")
    }

    // MARK: State

    /// Gives every process the value of rank 0.
    func shared<Value: Codable>(_ value: Value, _ purpose: String) throws -> Value {
        let encoded = group.isFirst ? try JSONEncoder().encode(value) : nil
        return try JSONDecoder().decode(Value.self, from: group.broadcast(encoded, purpose))
    }

    /// Gives every process the tensors of rank 0, and makes sure of it.
    func equalize(_ tensors: [String: Tensor]) throws {
        try recordingGradients(false) {
            for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
                let sent = try tensor.contiguous()
                try group.broadcast(sent, "sharing \(name)")
                if !group.isFirst { try tensor.copyInPlace(from: sent) }
            }
        }
        try checkEquality(of: tensors)
    }

    /// - Throws: ``UnequalProcesses`` when the tensors are not the same, bit for bit, in all processes.
    func checkEquality(of tensors: [String: Tensor]) throws {
        let digests = try tensors.sorted { $0.key < $1.key }.map { name, tensor in
            "\(name) \(try tensor.withBytes { SHA256Digest(of: $0) })"
        }
        let digest = Array(SHA256Digest(ofUTF8: digests.joined(separator: "\n")).hex.utf8)
        let gathered = try group.allGather(Tensor(digest), "comparing the adapters").values(UInt8.self)
        for rank in 1..<group.size {
            let other = gathered[rank * digest.count..<(rank + 1) * digest.count]
            guard other.elementsEqual(gathered.prefix(digest.count)) else { throw UnequalProcesses(rank: rank) }
        }
    }
}

/// Processes that should train the same adapter, and do not.
package struct UnequalProcesses: Error, Sendable, CustomStringConvertible {
    package let rank: Int

    package var description: String {
        "the adapter of rank \(rank) is not that of rank 0: the processes run on different machines or libraries, or one of them "
            + "computes wrongly (`candor doctor --self-test` on each machine shows which). Nothing of this training can be used"
    }
}
