/// A model that answers conversations, on this machine or behind an endpoint.
package protocol ChatModel: Sendable {
    /// What distinguishes this model from any other; part of the key of every stage that asks it.
    var modelIdentity: ModelIdentity { get }

    /// How many requests are computed together, where an answer can depend on the requests beside it; nil where each stands
    /// alone.
    ///
    /// Rounding differs between batches of different shapes. Requests of one wave are therefore kept or repeated together, so
    /// that a run that was interrupted ends as one that was not.
    var wave: Int? { get }

    /// Answers every request of the queue exactly once.
    ///
    /// A request that cannot be answered gets a reply whose ending is `failed`; only what concerns all requests, such as a
    /// missing key, is thrown.
    ///
    /// - Parameter onReply: called once per request, one call at a time, in the order of completion.
    func answer(_ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void) async throws

    /// Answers one request, handing over the text as it grows.
    ///
    /// - Parameter onText: called with each new piece of the answer's text, reasoning included.
    func stream(_ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void) async throws -> ChatReply
}

extension ChatModel {
    /// What an endpoint was asked and what it cost, so far; nil for a model on this machine.
    package var endpointTotals: EndpointTotals? { (self as? RemoteModel)?.totals }

    /// The replies to `requests`, in their order.
    package func replies(to requests: [ChatRequest]) async throws -> [ChatReply] {
        let replies = ReplyBox()
        try await answer(RequestQueue(requests)) { replies.add($0) }
        return requests.compactMap { replies[$0.id] }
    }
}
