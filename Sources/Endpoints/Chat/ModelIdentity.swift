import Foundation
import Provenance

/// What distinguishes one model from any other.
package enum ModelIdentity: Sendable, Hashable, Codable {
    case local(LocalModel.Identity)
    case endpoint(EndpointIdentity)
}

/// A model behind an endpoint, as far as it can be known from here.
package struct EndpointIdentity: Sendable, Hashable, Codable {
    /// Up to and including `/v1`, without user name, password and query.
    package let url: String
    package let model: String
    package let api: EndpointReference.API

    package init(url: String, model: String, api: EndpointReference.API) {
        self.url = url
        self.model = model
        self.api = api
    }
}
