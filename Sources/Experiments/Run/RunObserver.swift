/// Who wants to see a run as it goes: the terminal.
package protocol RunObserver: Sendable {
    func stageStarted(_ name: String)
    func stageAdvanced(_ name: String, fraction: Double?, note: String)
    /// - Parameter isReused: whether the artifacts of an earlier run were used again.
    func stageFinished(_ name: String, summary: String, seconds: Double, isReused: Bool)
}
