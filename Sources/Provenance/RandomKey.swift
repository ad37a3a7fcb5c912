/// What a stream of random numbers is for: one sample of one record in one stage of one experiment.
///
/// Streams of different keys are independent, so a sample does not depend on which others shared its batch.
package struct RandomKey: Hashable, Sendable, Codable {
    package let experimentSeed: UInt64
    package let stage: String
    package let recordID: String
    package let sampleIndex: Int

    package init(experimentSeed: UInt64, stage: String, recordID: String, sampleIndex: Int = 0) {
        self.experimentSeed = experimentSeed
        self.stage = stage
        self.recordID = recordID
        self.sampleIndex = sampleIndex
    }

    /// The first 128 bits of the key's SHA-256, as four little-endian words.
    ///
    /// Strings are preceded by their lengths, so that ("ab", "c") and ("a", "bc") differ.
    var words: [UInt32] {
        var bytes: [UInt8] = []
        func append(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        func append(_ text: String) {
            append(UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }
        append(experimentSeed)
        append(stage)
        append(recordID)
        append(UInt64(bitPattern: Int64(sampleIndex)))
        let digest = SHA256Digest(of: bytes).bytes
        return (0..<4).map { word in
            (0..<4).reduce(0) { $0 | UInt32(digest[4 * word + $1]) << (8 * $1) }
        }
    }
}
