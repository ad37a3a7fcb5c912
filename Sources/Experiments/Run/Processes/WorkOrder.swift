import Foundation
import Provenance

/// What rank 0 of a run asks the other processes to do with it.
struct WorkOrder: Codable {
    enum Work: Codable {
        /// To answer what rank 0 hands out.
        case answer(job: String, ModelPlace)
        /// To take part in the training whose stage has this key.
        case train(key: SHA256Digest, dataset: SHA256Digest)
        case end
    }

    /// What the processes run, which must be the same.
    let experiment: SHA256Digest
    /// The number format that rank 0 computes in: `bf16` or `fp32`; nil before it has a model.
    let precision: String?
    let work: Work
}

/// Where a process finds a model that another one has.
package struct ModelPlace: Sendable, Codable {
    /// As the experiment file names it.
    let name: String
    var adapter: Adapter?

    /// An adapter's folder, and what must be in it.
    struct Adapter: Sendable, Codable {
        let folder: URL
        let digest: SHA256Digest
    }
}

extension ExperimentFile {
    /// The digest of the text and of what overrides it.
    var digest: SHA256Digest { SHA256Digest(ofUTF8: ([text] + overrides).joined(separator: "\n--set ")) }
}
