/// A scorer that says of each sample whether the behavior fired, with what is known of its errors.
package struct Detector: Sendable, Hashable, Codable {
    /// The name that the scorer's verdicts carry.
    package let name: String

    /// What it said of items whose truth is known; nil for one that was not tried on any.
    package let calibration: ConfusionMatrix?

    package init(_ name: String, calibration: ConfusionMatrix? = nil) {
        self.name = name
        self.calibration = calibration
    }

    /// The rule, or the analysers, that the behavior is defined by.
    package static let behavior = Detector(BehaviorScorer.name)
}
