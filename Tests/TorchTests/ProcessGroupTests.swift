import Foundation
import ReferenceModels
import Testing

/// Two processes on this machine, through Gloo.
@Suite struct ProcessGroupTests {
    private struct Exchange: Decodable {
        let sum: [Float]
        let overlapping: [Float]
        let broadcast: [Float]
        let gathered: [Float]
        let sums: [Double]
        let bytes: String
        let taken: [String]
        let largeValueArrives: Bool
    }

    @Test func everyProcessGetsSumsBroadcastsAndGatheredValues() throws {
        let run = try GroupRun("groupmember", ["exchange"])
        #expect(run.members.allSatisfy { $0.status == 0 }, "\(run.members)")
        let exchanges = try run.members.map { try JSONDecoder().decode(Exchange.self, from: Data($0.output.utf8)) }
        for exchange in exchanges {
            #expect(exchange.sum == [3, 30])
            #expect(exchange.overlapping == [0, 3, 6, 9, 12, 15, 18, 21])
            #expect(exchange.broadcast == [5, 6])
            #expect(exchange.gathered == [1, 2, 2, 4])
            #expect(exchange.sums == [0.2, 1])
            #expect(exchange.bytes == "hello")
            #expect(exchange.largeValueArrives)
        }
        #expect(exchanges.flatMap(\.taken).sorted() == ["0", "1", "2", "3", "4", "5"])
    }

    @Test(arguments: [
        ("killed-in-a-sum", "rank 0 lost the other processes during the sum"),
        ("killed-while-computing", "rank 1 has given no sign of life for"),
        ("failed", "rank 1 ended: the disk is full"),
        ("interrupted", "rank 1 was told to stop"),
        ("late", "rank 0 waited 1 s for the other processes in the sum"),
    ])
    func whatBecameOfAnotherProcessIsToldWithinSeconds(kind: String, message: String) throws {
        let run = try GroupRun("groupmember", ["failures", kind])
        #expect(run.members[0].output.contains(message), "\(run.members)")
        #expect(run.seconds < 15)
    }
}
