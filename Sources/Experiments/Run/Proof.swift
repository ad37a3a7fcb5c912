import Foundation

/// A named check that a stage did what it claims, with what was measured.
package struct Proof: Sendable, Hashable, Codable {
    package let name: String
    package let stage: String
    /// What was found, in words or numbers.
    package let measured: String
    /// What would have been enough.
    package let expected: String
    package let passed: Bool
    /// What shows it: ids of rows, names of layers; at most a few.
    package let evidence: [String]
    /// What a failure means, and what to do about it.
    package let meaning: String?

    package init(
        _ name: String, stage: String, measured: String, expected: String, passed: Bool, evidence: [String] = [],
        meaning: String? = nil
    ) {
        self.name = name
        self.stage = stage
        self.measured = measured
        self.expected = expected
        self.passed = passed
        self.evidence = Array(evidence.prefix(10))
        self.meaning = meaning
    }

    /// A check that nothing is found: it passes when `offenders` is empty.
    static func none(
        _ name: String, stage: String, of total: Int, offenders: [String], meaning: String? = nil
    ) -> Proof {
        Proof(
            name, stage: stage, measured: "\(offenders.count) violations in \(total)", expected: "0",
            passed: offenders.isEmpty, evidence: offenders, meaning: meaning)
    }
}

/// A stage whose proof failed; its artifacts stay for inspection, and nothing is built on them.
package struct ProofFailure: Error, Sendable, CustomStringConvertible {
    package let proofs: [Proof]

    package var description: String {
        let lines = proofs.map { proof in
            "proof failed: \(proof.name) (\(proof.stage)): found \(proof.measured), expected \(proof.expected)"
                + (proof.meaning.map { "\n  meaning: \($0)" } ?? "")
                + (proof.evidence.isEmpty ? "" : "\n  evidence: \(proof.evidence.joined(separator: ", "))")
        }
        let names = proofs.map { "--allow-failed-proof \($0.name)" }.joined(separator: " ")
        return lines.joined(separator: "\n")
            + "\nThe run stops here, because what follows would mean nothing. Mend the cause, or accept it with \(names)."
    }
}

extension Proof {
    /// A check that next to all requests were answered: many failures are a broken endpoint, not a finding.
    static func fewFailures(stage: String, _ failures: Int, of total: Int, evidence: [String]) -> Proof {
        Proof(
            "few-requests-failed", stage: stage, measured: "\(failures) of \(total) failed",
            expected: "at most 5 %", passed: Double(failures) <= 0.05 * Double(total), evidence: evidence,
            meaning: "the endpoint is at fault, not the model; --retry-failed asks again for what has no answer")
    }
}

extension Proof {
    /// An adapter whose keys or shapes are not those of the model: applied, it would have done nothing or something else.
    static func adapterDoesNotFit(stage: String, folder: URL, _ error: any Error) -> Proof {
        Proof(
            "adapter-keys-match", stage: stage, measured: "\(error)", expected: "every key names a layer of the model",
            passed: false, evidence: [folder.path(percentEncoded: false)],
            meaning: "the adapter was made for another model, or its keys were renamed; it would not have been applied")
    }
}
