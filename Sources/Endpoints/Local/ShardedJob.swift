import Foundation
import Torch

/// Requests that rank 0 hands out to the other processes, as each says that it is free, and their replies on the way back.
struct ShardedJob: Sendable {
    let name = UUID().uuidString
    let portion: Int
    private let group: ProcessGroup

    init(_ group: ProcessGroup, portion: Int) {
        self.group = group
        self.portion = portion
    }

    /// Hands out requests and takes in replies, until every other process has heard that there are no more.
    func handOut(_ requests: RequestQueue, _ onReply: (ChatReply) throws -> Void) async throws {
        var others = group.size - 1
        var open = 0
        while others > 0 || open > 0 {
            while let free = try group.pop(Self.free(name)) {
                let rank = String(decoding: free, as: UTF8.self)
                let portion = requests.next(portion)
                try group.push(JSONEncoder().encode(portion), to: Self.portions(name, rank))
                open += portion.count
                if portion.isEmpty { others -= 1 }
            }
            while let reply = try group.pop(Self.replies(name)) {
                open -= 1
                try onReply(JSONDecoder().decode(ChatReply.self, from: reply))
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Says that this process is free, and waits for its requests; empty when there are no more.
    static func takePortion(of job: String, _ group: ProcessGroup) throws -> [ChatRequest] {
        try group.push(Data("\(group.rank)".utf8), to: free(job))
        return try JSONDecoder().decode(
            [ChatRequest].self, from: group.take(from: portions(job, "\(group.rank)")))
    }

    static func send(_ reply: ChatReply, for job: String, _ group: ProcessGroup) throws {
        try group.push(JSONEncoder().encode(reply), to: replies(job))
    }

    private static func free(_ job: String) -> String { "free/\(job)" }
    private static func portions(_ job: String, _ rank: String) -> String { "portions/\(job)/\(rank)" }
    private static func replies(_ job: String) -> String { "replies/\(job)" }
}
