import Foundation
import Torch

/// One process of a group, for tests: does what its first argument says and writes what came of it as JSON.
@main
struct GroupMember {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let environment = try LaunchEnvironment(ProcessInfo.processInfo.environment)
        switch arguments.first {
        case "exchange": try write(Exchange(environment))
        case "training": try write(SmallTraining(environment, Array(arguments.dropFirst())))
        case "sharing": try write(await SharedRequests(environment, model: URL(filePath: arguments.last ?? "")))
        case "failures": try write(["error": failure(arguments.dropFirst().first ?? "", environment)])
        default: preconditionFailure("unknown part '\(arguments.first ?? "")'")
        }
    }

    private static func write(_ value: some Encodable) throws {
        FileHandle.standardOutput.write(try JSONEncoder().encode(value))
    }

    /// What rank 0 hears when the other process ends, is silent, or is late.
    private static func failure(_ kind: String, _ environment: LaunchEnvironment) throws -> String {
        let group = try ProcessGroup(
            environment, patience: .seconds(20), timeout: .seconds(kind == "late" ? 1 : 60), silence: .seconds(3))
        try group.barrier("the start")
        if !group.isFirst {
            switch kind {
            case "killed-in-a-sum", "killed-while-computing": kill(getpid(), SIGKILL)
            case "failed": group.fail("the disk is full")
            case "interrupted": group.fail(nil)
            default: sleep(3)
            }
            return ""
        }
        do {
            if kind == "killed-while-computing" {
                while true {
                    usleep(1_000)
                    try group.checkPeers()
                }
            }
            try group.barrier("the sum")
            return "none"
        } catch {
            group.fail("\(error)")
            return "\(error)"
        }
    }
}

/// What each process has after each kind of exchange.
private struct Exchange: Encodable {
    let sum: [Float]
    let overlapping: [Float]
    let broadcast: [Float]
    let gathered: [Float]
    let sums: [Double]
    let bytes: String
    let taken: [String]
    let largeValueArrives: Bool

    init(_ environment: LaunchEnvironment) throws {
        let group = try ProcessGroup(environment, patience: .seconds(20))
        let rank = group.rank
        func own(_ values: [Float]) throws -> Tensor { try Tensor(values.map { $0 * Float(rank + 1) }) }

        let summed = try own([1, 10])
        try group.allReduce(summed, "a sum").wait()
        sum = try summed.floats()

        let several = try (0..<8).map { try own([Float($0)]) }
        let works = try several.map { try group.allReduce($0, "one of several sums") }
        for work in works.reversed() { try work.wait() }
        overlapping = try several.flatMap { try $0.floats() }

        let sent = try own([5, 6])
        try group.broadcast(sent, "a broadcast")
        broadcast = try sent.floats()
        gathered = try group.allGather(own([1, 2]), "a gather").floats()
        sums = try group.sums([0.1, Double(rank)], "two sums")
        bytes = String(decoding: try group.broadcast(rank == 0 ? Data("hello".utf8) : nil, "bytes"), as: UTF8.self)

        // Each of six values is taken by one of the processes.
        if rank == 0 { for value in 0..<6 { try group.push(Data("\(value)".utf8), to: "values") } }
        try group.barrier("the values are there")
        var taken: [String] = []
        while let value = try group.pop("values") { taken.append(String(decoding: value, as: UTF8.self)) }
        self.taken = taken

        let large = Data((0..<3_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        if rank == 0 { try group.push(large, to: "large") }
        try group.barrier("the large value is there")
        largeValueArrives = try rank == 0 || group.pop("large") == large
        group.leave()
    }
}
