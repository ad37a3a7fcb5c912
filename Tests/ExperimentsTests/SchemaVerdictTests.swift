import Foundation
import Provenance
import Testing

@testable import Experiments

/// The reader and an independent validator of the schema agree on thousands of changed experiments, save where a rule
/// concerns several keys and only the reader can know it.
@Suite struct SchemaVerdictTests {
    /// What jsonschema says; see `Fixtures/make_schema_verdicts.py`.
    private struct Recorded: Decodable {
        /// The digest of the schema.
        let schema: String
        let probes: [String]
        let verdicts: [String: [String: String]]
    }

    /// What the reader says where the schema has no objection.
    private static let knownToTheReaderOnly = [
        // Names that must stand elsewhere in the file.
        "the trigger's marker", "contrasts[", "conditions.swapped.reasoning.from: unknown", "in thresholds.behavior",
        "in thresholds.trigger-mention", "judges.reviewer.of: unknown", "judges.reviewer.conditions[",
        "measures.cue-switches",
        // Keys that have a meaning only beside others.
        "has no meaning", "has no effect", "no rate can keep both bounds", "larger than the maximum",
        "cannot continue an answer", "the organism's adapter is not for", "this asks models.base",
        // Prompts that do not ask for code, or do not come with what is to be learned.
        "by prompts that ask for code", "must come with the prompts", "without a teacher",
        "needs the key 'tokens' where the behavior is a reply",
        "such answers come with the prompts",
        // Marks that prompts do not come with, and more decoys than a kind has.
        "a given trigger comes with the prompts", "other values of the trigger's kind are wanted",
    ]

    @Test func readerAndSchemaAgree() throws {
        let data = try Data(contentsOf: Specimens.folder.appending(path: "schema-verdicts.json"))
        let recorded = try JSONDecoder().decode(Recorded.self, from: data)
        let digest = SHA256Digest(ofUTF8: ExperimentFile.schema).hex
        #expect(recorded.schema == digest, "the schema changed: run Fixtures/make_schema_verdicts.py")
        #expect(recorded.verdicts.keys.sorted() == Specimens.names)
        var agreed = 0
        var exceptions: Set<String> = []
        for (specimen, places) in recorded.verdicts {
            let settings = try Specimens.settings(specimen)
            for (place, verdicts) in places {
                for (probe, verdict) in zip(recorded.probes, verdicts) {
                    switch (Specimens.reading(settings, set: "\(place)=\(probe)"), verdict) {
                    case (.success, "1"), (.failure, "0"):
                        agreed += 1
                    case (.success, _):
                        Issue.record("\(specimen): the schema refuses \(place)=\(probe)")
                    case (.failure(let error), _):
                        guard let rule = Self.knownToTheReaderOnly.first(where: error.problem.contains) else {
                            Issue.record("\(specimen): the schema accepts \(place)=\(probe): \(error)")
                            continue
                        }
                        exceptions.insert(rule)
                    }
                }
            }
        }
        #expect(agreed > 6000)
        #expect(exceptions == Set(Self.knownToTheReaderOnly))
    }
}
