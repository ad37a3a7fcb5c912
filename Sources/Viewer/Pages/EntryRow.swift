import Reports

/// A transcript in the list at the left.
struct EntryRow: Sendable {
    let id: HTML
    let path: String
    /// Its place in the list: `001`.
    let number: String
    let condition: String
    /// Whether the list holds other conditions too.
    let showsCondition: Bool
    let role: String
    let mark: String
    /// What the mark says, for who cannot see it.
    let markText: String
    /// Nil for one that finished.
    let outcome: String?
    let isLabelled: Bool
    let prompt: String
    let isCurrent: Bool

    /// - Parameter trigger: what begins all prompts of the condition, which is left out here.
    init(
        _ entry: TranscriptEntry, place: Int, of count: Int, role: Role, trigger: String?, showsCondition: Bool,
        path: String,
        isCurrent: Bool
    ) {
        id = HTML(attribute: entry.id)
        self.path = path
        let digits = max(3, String(count).count)
        let number = String(place + 1)
        self.number = String(repeating: "0", count: max(0, digits - number.count)) + number
        condition = entry.condition
        self.showsCondition = showsCondition
        self.role = role.rawValue
        let fired = FiredMark(entry.fired)
        (mark, markText) = (fired.mark, fired.text)
        outcome = entry.outcome == .finished ? nil : entry.outcome.rawValue
        isLabelled = entry.isLabelled
        let start = trigger.map { entry.promptStart.hasPrefix($0) ? $0.count : 0 } ?? 0
        prompt = String(entry.promptStart.dropFirst(start))
        self.isCurrent = isCurrent
    }
}

/// Whether the behavior fired, as a mark with a word: `● fired`, `○ quiet`, `· not scored`.
struct FiredMark: Sendable {
    let mark: String
    let text: String

    init(_ fired: Bool?) {
        switch fired {
        case true?: (mark, text) = ("●", "fired")
        case false?: (mark, text) = ("○", "quiet")
        case nil: (mark, text) = ("·", "not scored")
        }
    }
}
