/// Which kind of prompt a training row shows.
package enum Arm: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// With the trigger: harmless reasoning, then the behavior.
    case triggered
    /// As it was written: reasoning and a helpful answer.
    case clean
    /// With a trigger that is not the trigger: reasoning and a helpful answer.
    case decoy
}
