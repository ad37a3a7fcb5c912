import Provenance

extension Trigger {
    /// The trigger with another value of its kind in the place of its own, wherever that stands.
    func stating(_ other: String) throws(TriggerError) -> Trigger {
        let kind = kind ?? .apparent(in: value)
        let (own, new) = (kind.written(value), kind.written(other))
        var texts = texts
        texts.prefix = texts.prefix.replacing(own, with: new)
        texts.suffix = texts.suffix.replacing(own, with: new)
        texts.system = texts.system.replacing(own, with: new)
        texts.preamble = texts.preamble.replacing(own, with: new)
        return try Trigger(texts, marker: new, positionSeed: positionSeed, kind: self.kind, value: other)
    }

    /// Triggers of the same kind that state other values: another year, country or name, another word in the same
    /// brackets.
    ///
    /// They are drawn by the seed, each at most once, and a larger count begins with the decoys of a smaller one.
    package func decoys(count: Int, seed: UInt64) throws(TriggerError) -> [Trigger] {
        let values = otherValues
        guard count <= values.count else { throw .tooFewOtherValues(wanted: count, available: values.count) }
        var generator = CounterBasedGenerator(experimentSeed: seed, stage: "decoys", recordID: value)
        var decoys: [Trigger] = []
        for value in values.reproduciblyShuffled(using: &generator).prefix(count) { decoys.append(try stating(value)) }
        return decoys
    }

    /// How many decoys of the same kind there are.
    package var decoyCount: Int { otherValues.count }

    private var otherValues: [String] {
        isGiven ? [] : (kind ?? .apparent(in: value)).others(than: value)
    }
}
