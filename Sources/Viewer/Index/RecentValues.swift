/// The values that were asked for last.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    let capacity: Int
    private var values: [(key: Key, value: Value)] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func value(for key: Key) -> Value? {
        guard let index = values.firstIndex(where: { $0.key == key }) else { return nil }
        let found = values.remove(at: index)
        values.append(found)
        return found.value
    }

    mutating func insert(_ value: Value, for key: Key) {
        values.removeAll { $0.key == key }
        if values.count >= capacity { values.removeFirst() }
        values.append((key, value))
    }
}
