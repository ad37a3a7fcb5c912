/// A Python dict: keys in the order in which they were first set.
package struct JinjaMapping: Sendable, Hashable {
    /// The keys and values in order.
    package private(set) var entries: [(key: JinjaValue, value: JinjaValue)] = []
    private var positions: [JinjaValue: Int] = [:]

    package init(_ entries: some Sequence<(JinjaValue, JinjaValue)> = []) {
        for (key, value) in entries { self[key] = value }
    }

    package var count: Int { entries.count }
    package var keys: [JinjaValue] { entries.map(\.key) }
    package var values: [JinjaValue] { entries.map(\.value) }

    /// The value of `key`; setting a key that exists keeps its place, setting nil is not supported.
    package subscript(key: JinjaValue) -> JinjaValue? {
        get { positions[key].map { entries[$0].value } }
        set {
            guard let newValue else { return }
            if let position = positions[key] {
                entries[position].value = newValue
            } else {
                positions[key] = entries.count
                entries.append((key, newValue))
            }
        }
    }

    package static func == (left: JinjaMapping, right: JinjaMapping) -> Bool {
        left.count == right.count && left.entries.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(count) }
}
