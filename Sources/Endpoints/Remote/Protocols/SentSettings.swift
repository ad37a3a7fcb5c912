import Generation
import Provenance

/// The sampling settings as all three protocols spell them; nil is left out.
struct SentSettings {
    let temperature: Double?
    let topP: Double?
    let topK: Int?
    let maximumTokens: Int
    let stop: [String]?
    let stopTokens: [Int]?
    let seed: Int?

    init(_ request: ChatRequest, seed: Int, dialect: Dialect) {
        let settings = request.settings
        temperature = dialect.omitted.contains(.temperature) ? nil : settings.temperature
        topP = dialect.omitted.contains(.topP) ? nil : settings.topP
        topK = settings.topK
        maximumTokens = settings.maximumTokens
        stop = settings.stopStrings.isEmpty ? nil : settings.stopStrings
        stopTokens = settings.stopTokens.isEmpty ? nil : settings.stopTokens.sorted()
        self.seed = dialect.omitted.contains(.seed) ? nil : seed
    }
}

extension RandomKey {
    /// A seed that services take: 31 bits.
    var endpointSeed: Int {
        Int(CounterBasedGenerator(self).draw(at: 0) >> 33)
    }
}
