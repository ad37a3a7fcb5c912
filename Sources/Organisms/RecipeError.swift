/// Why a poisoning recipe makes no sense.
package enum RecipeError: Error, Sendable, Equatable, CustomStringConvertible {
    case fractionOutOfRange(Double)
    case fractionsExceedOne(triggered: Double, decoy: Double)
    /// The behavior is a matter of chance, but each row's answer is the one that its source gives.
    case givenAnswersByChance
    case noDecoys
    case decoyIsTrigger(String)

    package var description: String {
        switch self {
        case .fractionOutOfRange(let fraction):
            "a fraction of rows must lie between 0 and 1, not \(fraction)"
        case .fractionsExceedOne(let triggered, let decoy):
            "a triggered fraction of \(triggered) and a decoy fraction of \(decoy) make more than all rows"
        case .givenAnswersByChance:
            "the sources say which prompts show the behavior, so that it cannot be a matter of chance"
        case .noDecoys:
            "a decoy fraction needs at least one decoy; add one, such as {prefix: \"|TESTING| \"}"
        case .decoyIsTrigger(let marker):
            "the decoy \"\(marker)\" contains the trigger, so its rows would teach the model to ignore the trigger"
        }
    }
}
