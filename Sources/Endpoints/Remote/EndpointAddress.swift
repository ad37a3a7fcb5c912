import Foundation

/// The base URL of an endpoint, checked to hold no secret.
struct EndpointAddress: Sendable, Hashable {
    /// Without a slash at its end.
    let text: String
    let url: URL

    /// - Throws: `invalidURL` with a remedy.
    init(of reference: EndpointReference) throws(EndpointError) {
        func invalid(_ problem: String) -> EndpointError { .invalidURL(model: reference.model, problem: problem) }
        guard let parts = URLComponents(string: reference.url), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else { throw invalid("expected a 'url' such as https://api.openai.com/v1") }
        guard parts.user == nil, parts.password == nil else {
            throw invalid(
                "its 'url' holds a user name or password; remove it, put the key into an environment variable, and name "
                    + "that variable under 'key'")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw invalid(
                "its 'url' has a query or fragment; end it at the path, and if that was a key, put it into an environment "
                    + "variable and name that variable under 'key'")
        }
        var text = reference.url
        while text.last == "/" { text.removeLast() }
        if let api = EndpointReference.API.allCases.first(where: { text.hasSuffix("/" + $0.path) }) {
            throw invalid("its 'url' ends in /\(api.path); leave that out, up to and including /v1")
        }
        guard let url = URL(string: text) else { throw invalid("expected a 'url' such as https://api.openai.com/v1") }
        self.text = text
        self.url = url
    }
}

extension EndpointReference.API {
    /// What follows the base URL.
    var path: String {
        switch self {
        case .chat: "chat/completions"
        case .completions: "completions"
        case .responses: "responses"
        }
    }
}
