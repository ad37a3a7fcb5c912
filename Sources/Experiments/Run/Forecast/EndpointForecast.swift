import Endpoints

/// What an endpoint will be asked, and what that costs.
package struct EndpointForecast: Sendable, Encodable {
    package let url: String
    package let model: String
    package let requests: Amount
    package let promptTokens: Amount
    package let completionTokens: Amount
    /// In the currency of the file's prices; nil where the file has none.
    package let costAtMost: Double?
    /// Nil where the length of the answers cannot be told.
    package let expectedCost: Double?

    init(_ endpoint: EndpointReference, _ work: [Workload]) {
        url = endpoint.url
        model = endpoint.model
        requests = work.map(\.requests).sum
        promptTokens = work.map(\.promptTokens).sum
        completionTokens = work.map(\.completionTokens).sum
        let (prompt, completion) = (promptTokens, completionTokens)
        costAtMost = endpoint.price?.cost(of: TokenUsage(prompt: prompt.atMost, completion: completion.atMost))
        expectedCost = endpoint.price.flatMap { price in
            guard let prompt = prompt.expected, let completion = completion.expected else { return nil }
            return price.cost(of: TokenUsage(prompt: prompt, completion: completion))
        }
    }

    /// One for each model that is asked, in the order of the stages.
    static func all(_ work: [Workload]) -> [EndpointForecast] {
        let asked = work.compactMap(\.endpoint).reduce(into: [EndpointReference]()) { list, endpoint in
            if !list.contains(endpoint) { list.append(endpoint) }
        }
        return asked.map { endpoint in EndpointForecast(endpoint, work.filter { $0.endpoint == endpoint }) }
    }
}
