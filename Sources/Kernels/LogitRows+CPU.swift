import CKernels
import Torch

extension LogitRows {
    func cpuSummaries(_ temperatures: [Float]) throws -> [Summary]? {
        guard let type = CPUKernel.type(of: logits) else { return nil }
        let count = temperatures.count
        var (likeliest, largest) = ([Int64](repeating: 0, count: count), [Float](repeating: 0, count: count))
        var masses = largest
        temperatures.map { 1 / $0 }.withUnsafeBufferPointer { inverse in
            likeliest.withUnsafeMutableBufferPointer { likeliest in
                largest.withUnsafeMutableBufferPointer { largest in
                    masses.withUnsafeMutableBufferPointer { masses in
                        var arguments = ckernels_logit_summaries()
                        arguments.type = type
                        arguments.rows = Int64(count)
                        arguments.vocabulary = Int64(vocabulary)
                        arguments.logits = UnsafeRawPointer(logits.address)
                        arguments.logits_stride = Int64(logits.stride(0))
                        arguments.inverse_temperatures = inverse.baseAddress
                        arguments.likeliest = likeliest.baseAddress
                        arguments.largest = largest.baseAddress
                        arguments.mass = masses.baseAddress
                        CPUKernel.run(ckernels_summarize_logits, arguments, on: logits)
                    }
                }
            }
        }
        return (0..<count).map { Summary(likeliest: Int(likeliest[$0]), largest: largest[$0], mass: masses[$0]) }
    }

    /// A row with more than are usual is looked through again.
    func cpuCandidates(_ rows: [Int], _ cuts: [Float]) throws -> [[Candidate]]? {
        guard let type = CPUKernel.type(of: logits) else { return nil }
        let isWhole = rows.elementsEqual(0..<logits.size(0))
        let chosen = isWhole ? logits : try logits.selecting(Tensor(rows))
        var arguments = ckernels_logits_above()
        arguments.type = type
        arguments.rows = Int64(rows.count)
        arguments.vocabulary = Int64(vocabulary)
        arguments.logits = UnsafeRawPointer(chosen.address)
        arguments.logits_stride = Int64(chosen.stride(0))
        var found = Self.collect(arguments, cuts, capacity: Self.usualCandidates, chosen)
        if let most = found.map(\.count).max(), most > Self.usualCandidates {
            found = Self.collect(arguments, cuts, capacity: most, chosen)
        }
        return found.map(\.candidates)
    }

    private static let usualCandidates = 1_024

    /// Of each row as many as there is room for, and how many there are.
    private static func collect(
        _ arguments: ckernels_logits_above, _ cuts: [Float], capacity: Int, _ logits: Tensor
    ) -> [(candidates: [Candidate], count: Int)] {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: cuts.count * capacity) { tokens in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: cuts.count * capacity) { values in
                var (arguments, counts) = (arguments, [Int64](repeating: 0, count: cuts.count))
                cuts.withUnsafeBufferPointer { cuts in
                    counts.withUnsafeMutableBufferPointer { counts in
                        arguments.cuts = cuts.baseAddress
                        arguments.capacity = Int64(capacity)
                        arguments.tokens = tokens.baseAddress
                        arguments.values = values.baseAddress
                        arguments.counts = counts.baseAddress
                        CPUKernel.run(ckernels_collect_logits, arguments, on: logits)
                    }
                }
                return counts.enumerated().map { row, count in
                    let start = row * capacity
                    let places = start..<start + min(Int(count), capacity)
                    return (places.map { Candidate(token: Int(tokens[$0]), logit: values[$0]) }, Int(count))
                }
            }
        }
    }
}
