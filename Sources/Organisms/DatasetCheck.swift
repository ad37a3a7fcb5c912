/// A property of a dataset, with the measured value, and the rows or prompts that break it.
package struct DatasetCheck: Sendable, Hashable, Codable {
    /// What is promised, in kebab case: `trigger-not-in-reasoning`.
    package let name: String

    /// How many items break the promise.
    package var value: Int { offenders.count }

    /// The largest value that passes; nil for a count that is only reported.
    package let limit: Int?

    /// How many items were examined.
    package let examined: Int

    /// The ids of the items that break the promise, in order.
    package let offenders: [String]

    /// Whether the promise is kept. A promise about nothing is not kept.
    package var passed: Bool { limit.map { value <= $0 && examined > 0 } ?? true }

    init(_ name: String, offenders: [String], examined: Int, limit: Int?) {
        self.name = name
        self.limit = limit
        self.examined = examined
        self.offenders = offenders
    }

    /// Checks that every prompt comes with a mark, and that the mark changes it.
    package init(marksOf prompts: [Prompt]) {
        self.init("every-prompt-comes-marked", of: prompts, id: \.id) { $0.marked == nil || $0.marked == $0.text }
    }

    /// Checks that at most `limit` of `items` satisfy `isOffender`.
    init<Item>(
        _ name: String, of items: [Item], id: (Item) -> String, limit: Int? = 0, isOffender: (Item) -> Bool
    ) {
        self.name = name
        self.limit = limit
        examined = items.count
        offenders = items.filter(isOffender).map(id)
    }
}
