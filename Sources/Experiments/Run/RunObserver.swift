/// Who wants to see a run as it goes: the terminal.
package protocol RunObserver: Sendable {
    func stageStarted(_ name: String)
    func stageAdvanced(_ name: String, fraction: Double?, note: String)
    func stageFinished(_ name: String, summary: String, seconds: Double, origin: StageOrigin)
    /// A point of a sweep begins.
    func pointStarted(_ point: Sweep.Point, number: Int, of count: Int)
    /// A point of a sweep comes to its end before its run does.
    func pointStopped(_ reason: String)
}

extension RunObserver {
    package func pointStarted(_ point: Sweep.Point, number: Int, of count: Int) {}
    package func pointStopped(_ reason: String) {}
}

/// Where the artifacts of a finished stage come from.
package enum StageOrigin: Sendable, Hashable {
    case made
    /// From before, as the inputs are the same.
    case unchanged
    /// From the run in another folder that had the same inputs.
    case shared(String)
}
