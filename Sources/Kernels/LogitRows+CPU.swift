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

    func cpuCandidates(_ row: Int, _ cut: Float) throws -> [Candidate]? {
        guard let type = CPUKernel.type(of: logits) else { return nil }
        var arguments = ckernels_logits_above()
        arguments.type = type
        arguments.vocabulary = Int64(vocabulary)
        arguments.logits = UnsafeRawPointer(logits.address)?.advanced(
            by: row * logits.stride(0) * logits.dtype.byteCount)
        arguments.cut = cut
        let few = collected(arguments, capacity: Self.usualCandidates)
        return few.count <= Self.usualCandidates ? few.candidates : collected(arguments, capacity: few.count).candidates
    }

    private static let usualCandidates = 1_024

    /// As many as there is room for, and how many there are.
    private func collected(
        _ arguments: ckernels_logits_above, capacity: Int
    ) -> (candidates: [Candidate], count: Int) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity) { tokens in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity) { values in
                var (arguments, count) = (arguments, Int64(0))
                withUnsafeMutablePointer(to: &count) { count in
                    arguments.capacity = Int64(capacity)
                    arguments.tokens = tokens.baseAddress
                    arguments.values = values.baseAddress
                    arguments.count = count
                    CPUKernel.run(ckernels_collect_logits, arguments, on: logits)
                }
                let found = (0..<min(Int(count), capacity)).map {
                    Candidate(token: Int(tokens[$0]), logit: values[$0])
                }
                return (found, Int(count))
            }
        }
    }
}
