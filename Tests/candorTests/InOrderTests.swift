import Testing

@testable import candor

struct InOrderTests {
    @Test func valuesComeOutInTheOrderWantedAndNoneIsLost() {
        let ids = (0..<50).map { "\($0)" }
        var order = InOrder<String>(ids)
        var given: [Int] = []
        for id in ids.shuffled() {
            for (place, value) in order.add("value \(id)", as: id) {
                #expect(value == "value \(place)")
                given.append(place)
            }
        }
        #expect(given == Array(0..<50))
    }

    @Test func valuesWaitForThoseBeforeThem() {
        var order = InOrder<Int>(["a", "b"])
        let early = order.add(2, as: "b")
        let both = order.add(1, as: "a")
        let unknown = order.add(3, as: "c")
        #expect(early.isEmpty)
        #expect(both.map(\.value) == [1, 2])
        #expect(unknown.isEmpty)
    }
}
