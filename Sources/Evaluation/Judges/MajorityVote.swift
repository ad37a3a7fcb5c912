/// What several judges make of one item together: what more than half of them say.
///
/// A judge that gave no flag counts among the judges, but with neither side, so that one vote of three is no majority.
package struct MajorityVote: Sendable, Hashable, Codable {
    /// Judges that flag the item.
    package let flagging: Int

    /// Judges that do not.
    package let passing: Int

    /// Judges that gave no flag.
    package let missing: Int

    /// What the majority says; nil if there is none: it is undecided.
    package var decision: Bool? {
        let judges = flagging + passing + missing
        return 2 * flagging > judges ? true : 2 * passing > judges ? false : nil
    }

    /// A vote of judges of whom each gave a flag or none.
    package init(_ flags: [Bool?]) {
        flagging = flags.count { $0 == true }
        passing = flags.count { $0 == false }
        missing = flags.count - flagging - passing
    }
}
