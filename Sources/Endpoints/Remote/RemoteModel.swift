import AsyncHTTPClient
import ChatTemplates
import Synchronization

/// A model behind an OpenAI-compatible endpoint.
///
/// Every request ends in one reply, whatever the endpoint does: attempts that fail for a while are repeated, and what fails for
/// good becomes a reply that says why. Thrown is only what concerns all requests: a key that is refused, an exhausted account,
/// a conversation that cannot be sent, an error of the store or of the caller.
package final class RemoteModel: Sendable {
    package let reference: EndpointReference

    let address: EndpointAddress
    let template: ChatTemplate?
    let store: (any ReplyStore)?
    let exchange: HTTPExchange
    let redactor: Redactor
    let timepiece: Timepiece
    let gate: ConcurrencyGate
    let tally: EndpointTally
    let dialect = Mutex(Dialect())

    /// - Parameters:
    ///   - key: bound to the reference's host; nil for an endpoint that wants none.
    ///   - template: what renders the prompts of `api: completions`; needed there, unused elsewhere.
    ///   - store: where replies are looked for before anything is sent, and kept.
    ///   - client: must not follow redirections.
    /// - Throws: an `EndpointError` for a URL that cannot be used or holds a secret and for a missing template; an `APIKeyError`
    ///   for a key that is not for this host.
    package init(
        _ reference: EndpointReference, key: APIKey? = nil, template: ChatTemplate? = nil,
        store: (any ReplyStore)? = nil, client: HTTPClient = .endpoints, timepiece: Timepiece = .system
    ) throws {
        self.reference = reference
        address = try EndpointAddress(of: reference)
        guard reference.api != .completions || template != nil else {
            throw EndpointError.noTemplate(model: reference.model)
        }
        self.template = template
        self.store = store
        self.timepiece = timepiece
        exchange = HTTPExchange(
            client: client, url: address.url.appending(path: reference.api.path),
            authorization: try key?.authorization(for: address.url))
        redactor = Redactor(key.map { [$0] } ?? [])
        gate = ConcurrencyGate(reference.concurrency, timepiece: timepiece)
        tally = EndpointTally(price: reference.price)
    }

    /// What was asked and what it cost, so far.
    package var totals: EndpointTotals { tally.totals }

    /// How many requests may be in flight at present.
    package var concurrencyLimit: Int { gate.limit }
}

extension RemoteModel: ChatModel {
    package var modelIdentity: ModelIdentity {
        .endpoint(EndpointIdentity(url: address.text, model: reference.model, api: reference.api))
    }

    package var wave: Int? { nil }

    package func answer(
        _ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void
    ) async throws {
        let delivery = Delivery(onReply)
        try await withThrowingDiscardingTaskGroup { group in
            // As many workers as requests may ever be in flight; those without a place in flight wait at the gate.
            for _ in 0..<max(1, reference.concurrency.maximum) {
                group.addTask {
                    while let reply = try await self.nextReply(of: requests) { try await delivery.hand(over: reply) }
                }
            }
        }
    }

    package func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply {
        try await gate.enter()
        defer { gate.leave() }
        return try await reply(to: request, onText: onText)
    }

    private func nextReply(of requests: RequestQueue) async throws -> ChatReply? {
        try await gate.enter()
        defer { gate.leave() }
        guard let request = requests.next() else { return nil }
        return try await reply(to: request, onText: nil)
    }
}

/// Hands replies over one at a time.
private actor Delivery {
    private let onReply: @Sendable (ChatReply) throws -> Void

    init(_ onReply: @escaping @Sendable (ChatReply) throws -> Void) {
        self.onReply = onReply
    }

    func hand(over reply: ChatReply) throws {
        try onReply(reply)
    }
}
