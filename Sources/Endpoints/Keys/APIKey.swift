import Foundation

/// A secret that is sent to the host and port of one endpoint, and shown nowhere.
///
/// It prints as the name of its variable. It is not `Codable`: nothing that holds one can be written to a file by mistake.
package struct APIKey: Sendable {
    /// The environment variable that it came from.
    package let name: String

    private let secret: String
    private let host: String
    private let port: Int

    /// Binds a secret to the endpoint that it is for.
    ///
    /// - Parameter name: the variable that holds it, for people.
    package init(_ secret: String, name: String, for endpoint: URL) throws(APIKeyError) {
        guard let host = endpoint.exactHost, let port = endpoint.effectivePort else {
            throw APIKeyError(name, "an endpoint is an http or https address with a host")
        }
        // What a header cannot hold would cut it short or begin another one.
        guard !secret.isEmpty, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw APIKeyError(name, "a key is made of letters, digits and signs of ASCII, without spaces")
        }
        self.name = name
        self.secret = secret
        self.host = host
        self.port = port
    }

    /// The value of the header `Authorization` for a request to `url`.
    ///
    /// Throws for another host or port, and for plain http to any host but this machine.
    package func authorization(for url: URL) throws(APIKeyError) -> String {
        guard url.exactHost == host, url.effectivePort == port else {
            throw APIKeyError(
                name,
                "it is for \(host):\(port) only and was not sent to \(url.exactHost ?? "an address without a host")")
        }
        guard url.scheme?.lowercased() == "https" || url.isLoopback else {
            throw APIKeyError(name, "it was not sent to \(host) over plain http, where others can read it; use https")
        }
        return "Bearer \(secret)"
    }

    /// Puts the key's name in place of the secret, also as it is written in a URL and in JSON.
    ///
    /// A secret of less than eight characters stays: it is a placeholder such as `EMPTY`, which any text may hold.
    ///
    /// - Parameter text: UTF-8, because a combining mark after the secret would hide it from a comparison of characters.
    func redact(_ text: inout Data) {
        guard secret.utf8.count >= 8 else { return }
        let inJSON = secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let forms: Set = [
            secret, secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret,
            secret.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? secret, inJSON,
            inJSON.replacing("/", with: "\\/"),
        ]
        // Nearly every text holds none: to look first takes a fraction of the time.
        for form in forms where text.range(of: Data(form.utf8)) != nil {
            text.replace(Data(form.utf8), with: Data(description.utf8))
        }
    }

    /// Whether the secret is longer, and may begin with the other one.
    func isLonger(than other: APIKey) -> Bool { secret.utf8.count > other.secret.utf8.count }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹\(name)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Why a key cannot be used; says nothing of its text.
package struct APIKeyError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    init(_ name: String, _ problem: String) {
        description = "the key \(name): \(problem)"
    }
}

extension URL {
    /// The host in lower case, an IPv6 address without its brackets; nil where there is none.
    var exactHost: String? {
        host(percentEncoded: false).flatMap { $0.isEmpty ? nil : $0.lowercased() }
    }

    /// The port that is connected to; nil for anything but http and https.
    var effectivePort: Int? {
        switch scheme?.lowercased() {
        case "https": port ?? 443
        case "http": port ?? 80
        default: nil
        }
    }

    /// Whether the host is this machine itself: `localhost`, 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        guard let host = exactHost else { return false }
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        var six = in6_addr()
        if inet_pton(AF_INET6, host, &six) == 1 {
            return withUnsafeBytes(of: six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
        }
        return host == "localhost"
    }
}
