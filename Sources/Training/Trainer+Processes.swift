import Torch

/// What keeps several processes that train together equal.
extension Trainer {
    private struct Progress: Codable {
        let log: [Step]
        let peakGradientNorms: [String: Double]
        let heldOutLossBefore: Double?
    }

    /// Gives every process what rank 0 has after the steps that it went on from; nothing to do for one process.
    ///
    /// - Returns: rank 0's loss of the held-out rows before the first step, if it knows it.
    func synchronize(_ heldOutLossBefore: Double?) throws -> Double? {
        guard let parallelism else { return heldOutLossBefore }
        let progress = try parallelism.shared(
            Progress(log: log, peakGradientNorms: peakGradientNorms, heldOutLossBefore: heldOutLossBefore),
            "the start of the training")
        log = progress.log
        peakGradientNorms = progress.peakGradientNorms
        try optimizer.setStepCount(log.count)
        try parallelism.equalize(state)
        return progress.heldOutLossBefore
    }

    /// - Throws: ``UnequalProcesses`` when another process has another adapter.
    func checkEquality() throws { try parallelism?.checkEquality(of: state) }
}
