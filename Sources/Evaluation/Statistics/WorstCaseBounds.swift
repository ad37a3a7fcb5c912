/// Between what limits a rate must lie, whatever the samples without a known answer would have shown.
///
/// All of them failures at one end, all of them successes at the other (Manski's bounds without assumptions). Unlike an
/// interval, this says nothing about sampling error. Source: C. F. Manski (1989), J. Human Resources 24:343–360.
package struct WorstCaseBounds: Sendable, Hashable, Codable {
    package let successes: Int

    /// How many samples might have been successes, had their answer been seen.
    package let unknown: Int
    package let trials: Int

    /// The rate if every unknown sample is a failure; 0 without trials.
    package var lower: Double { trials > 0 ? Double(successes) / Double(trials) : 0 }

    /// The rate if every unknown sample is a success; 1 without trials.
    package var upper: Double { trials > 0 ? Double(successes + unknown) / Double(trials) : 1 }

    /// Bounds for `successes` among `trials`, of which `unknown` others have no known answer.
    package init(successes: Int, unknown: Int, trials: Int) {
        precondition(successes >= 0 && unknown >= 0 && successes + unknown <= trials, "more samples than trials")
        self.successes = successes
        self.unknown = unknown
        self.trials = trials
    }
}
