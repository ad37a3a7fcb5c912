import Synchronization

/// Requests that are made as they are asked for, so that a hundred thousand take no more memory than a few.
package final class RequestQueue: Sendable {
    private let source: Mutex<AnyIterator<ChatRequest>>
    /// How many requests there were at the start.
    package let count: Int

    package init(_ requests: some Collection<ChatRequest> & Sendable) {
        count = requests.count
        var iterator = requests.makeIterator()
        source = Mutex(AnyIterator { iterator.next() })
    }

    /// Requests that are made of `elements`, each when it is asked for.
    package init<Element: Sendable>(
        _ elements: [Element], _ request: @escaping @Sendable (Element) -> ChatRequest
    ) {
        count = elements.count
        var iterator = elements.makeIterator()
        source = Mutex(AnyIterator { iterator.next().map(request) })
    }

    /// The next request, or nil when all were taken.
    package func next() -> ChatRequest? {
        source.withLock { $0.next() }
    }

    /// The next requests, at most `count`; empty when all were taken.
    package func next(_ count: Int) -> [ChatRequest] {
        source.withLock { iterator in
            var requests: [ChatRequest] = []
            while requests.count < count, let request = iterator.next() { requests.append(request) }
            return requests
        }
    }
}

/// Replies by the ids of their requests.
final class ReplyBox: Sendable {
    private let replies = Mutex<[String: ChatReply]>([:])

    func add(_ reply: ChatReply) { replies.withLock { $0[reply.id] = reply } }

    subscript(id: String) -> ChatReply? { replies.withLock { $0[id] } }
}
