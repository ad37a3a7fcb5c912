/// Gives out values in a given order, each as soon as all before it have come.
struct InOrder<Value: Sendable>: Sendable {
    private let places: [String: Int]
    private var waiting: [Int: Value] = [:]
    private var next = 0

    /// - Parameter ids: all that will come, in the order wanted.
    init(_ ids: [String]) {
        places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    }

    /// Takes a value; gives those that are due now, with their places.
    mutating func add(_ value: Value, as id: String) -> [(place: Int, value: Value)] {
        guard let place = places[id] else { return [] }
        waiting[place] = value
        var due: [(Int, Value)] = []
        while let value = waiting.removeValue(forKey: next) {
            due.append((next, value))
            next += 1
        }
        return due
    }
}
