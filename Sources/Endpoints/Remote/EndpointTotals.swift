import Synchronization

/// What an endpoint was asked and what it cost, so far.
package struct EndpointTotals: Sendable, Hashable, Codable {
    /// Requests on the wire, repeated ones included.
    package var sent = 0
    /// Of those, how many repeated an earlier one.
    package var retries = 0
    /// Requests that were answered; refusals included.
    package var answered = 0
    /// Requests whose reply was kept from an earlier run; nothing was sent for them.
    package var kept = 0
    /// Requests without an answer, by reason.
    package var failures: [ChatReply.Failure.Kind: Int] = [:]
    package var usage = TokenUsage()
    /// Answers that came without token counts; `usage` and `cost` lack them.
    package var unmetered = 0
    /// How often each model answered, by the service's names. More than one, or another than was asked for, is worth a look.
    package var models: [String: Int] = [:]
    /// In the currency of the reference's price; nil where it has none.
    package var cost: Double?

    package init() {}
}

/// Adds up an endpoint's totals.
final class EndpointTally: Sendable {
    private let price: EndpointReference.Price?
    private let state = Mutex(EndpointTotals())

    init(price: EndpointReference.Price?) {
        self.price = price
    }

    var totals: EndpointTotals {
        var totals = state.withLock { $0 }
        totals.cost = price?.cost(of: totals.usage)
        return totals
    }

    func sent(isRetry: Bool) {
        state.withLock { totals in
            totals.sent += 1
            totals.retries += isRetry ? 1 : 0
        }
    }

    func answered(usage: TokenUsage?, model: String?) {
        state.withLock { totals in
            totals.answered += 1
            if let usage { totals.usage += usage } else { totals.unmetered += 1 }
            if let model { totals.models[model, default: 0] += 1 }
        }
    }

    func failed(_ kind: ChatReply.Failure.Kind) {
        state.withLock { $0.failures[kind, default: 0] += 1 }
    }

    func kept() {
        state.withLock { $0.kept += 1 }
    }
}
