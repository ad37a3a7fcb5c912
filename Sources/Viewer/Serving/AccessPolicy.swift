import Foundation
import HTTPTypes
import Hummingbird

/// Who may ask: pages of other sites may not, whether they reach the view by a name of their own (DNS rebinding) or send it
/// forms; and beyond this machine only who has the token.
struct AccessPolicy: Sendable {
    /// The address that is listened on.
    let host: String
    /// What must be shown; nil where only this machine can ask.
    let token: String?

    /// - Parameter host: a name or an address; every one but loopback gets a token.
    init(host: String) {
        self.host = host.lowercased()
        var generator = SystemRandomNumberGenerator()
        token =
            Self.isLoopback(self.host)
            ? nil
            : (0..<4).map { _ in String(UInt64.random(in: .min ... .max, using: &generator), radix: 36) }.joined()
    }

    /// Why a request is refused, or nil.
    func refusal(of request: Request) -> ViewError? {
        guard [.get, .head, .post].contains(request.method) else { return .method(request.method.rawValue) }
        let name = Self.name(ofAuthority: request.head.authority ?? "")
        guard isOurs(name) else { return .foreignHost(name) }
        guard request.method != .post || isSameOrigin(request) else { return .foreignOrigin }
        return nil
    }

    /// Whether a cookie or an address shows the token.
    func admits(_ shown: String?) -> Bool {
        guard let token else { return true }
        guard let shown, shown.utf8.count == token.utf8.count else { return false }
        // All bytes, however many agree: the time tells nothing.
        return zip(shown.utf8, token.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Loopback by its names; beyond it also by any address, as only names can be rebound.
    private func isOurs(_ name: String) -> Bool {
        if name == host || name == "localhost" || Self.isLoopback(name) { return true }
        guard token != nil else { return false }
        let machine = ProcessInfo.processInfo.hostName.lowercased()
        return Self.isAddress(name) || name == machine || name == machine.prefix { $0 != "." }
    }

    /// A browser says where a form comes from in `Sec-Fetch-Site`, which no page can set, and in `Origin`.
    private func isSameOrigin(_ request: Request) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) { return site == "same-origin" }
        guard let origin = request.headers[.origin], let authority = request.head.authority else { return false }
        // Without referrer the browser says "null"; the strict cookie that holds the token says enough.
        return origin.lowercased() == "http://\(authority.lowercased())" || (origin == "null" && token != nil)
    }

    static func isLoopback(_ name: String) -> Bool {
        name == "localhost" || name == "::1" || (name.hasPrefix("127.") && isAddress(name))
    }

    private static func isAddress(_ name: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, name, &four) == 1 || inet_pton(AF_INET6, name, &six) == 1
    }

    /// `127.0.0.1` of `127.0.0.1:7070`, `::1` of `[::1]:7070`, in lower case.
    private static func name(ofAuthority authority: String) -> String {
        let authority = authority.lowercased()
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" })
    }
}
