import Provenance

/// Everything that the reply of an endpoint depends on.
///
/// The sample's index is a part of it, because an endpoint may ignore the seed: samples of one prompt are independent only if
/// each is asked for.
package struct ReplyKey: Sendable, Hashable {
    package let endpoint: EndpointIdentity

    /// The request's body as canonical JSON. Whether the answer is streamed is left out.
    package let body: String
    package let sampleIndex: Int
    package let seed: Int

    /// The name of the key: the digest of all of the above as canonical JSON.
    package let digest: SHA256Digest

    package init(endpoint: EndpointIdentity, body: String, sampleIndex: Int, seed: Int) throws {
        self.endpoint = endpoint
        self.body = body
        self.sampleIndex = sampleIndex
        self.seed = seed
        digest = try SHA256Digest(
            ofCanonicalJSON: Content(endpoint: endpoint, body: body, sampleIndex: sampleIndex, seed: seed))
    }

    private struct Content: Encodable {
        let endpoint: EndpointIdentity
        let body: String
        let sampleIndex: Int
        let seed: Int
    }
}
