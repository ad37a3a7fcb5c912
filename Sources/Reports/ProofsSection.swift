/// The proofs by kind of stage, a line each; those that passed are folded away, those that did not stand open and bold.
struct ProofsSection {
    let proofs: [ProofLine]

    /// `14 of 14 proofs passed ✓`.
    var summary: HTML {
        let passed = passing(proofs)
        let (name, mark) = passed == proofs.count ? ("passed", "✓") : ("failed", "✗")
        return #"<span class="\#(name)">\#(passed) of \#(proofs.count) proofs passed \#(mark)</span>"#
    }

    var html: HTML {
        groups.map { kind, proofs -> HTML in
            let passed = passing(proofs)
            let isOpen = passed < proofs.count
            return #"""
                <details class="proofs"\#(isOpen ? " open" : "" as HTML)><summary>\#
                <b class="\#(isOpen ? "failed" : "passed")">\#(isOpen ? "✗" : "✓")</b> \#(kind) \#
                <span class="soft">\#(passed) of \#(proofs.count) passed</span></summary>\#
                <table class="proofs"><thead><tr><th>proof</th><th>measured</th><th>asked</th><th></th></tr></thead>
                <tbody>\#(proofs.map(row).joined())</tbody></table></details>

                """#
        }.joined()
    }

    /// The proofs by what stands before the slash of the stage's name, in the order of the stages.
    private var groups: [(kind: String, proofs: [ProofLine])] {
        proofs.reduce(into: []) { groups, proof in
            let kind = proof.stage.split(separator: "/").first.map(String.init) ?? proof.stage
            if groups.last?.kind != kind { groups.append((kind, [])) }
            groups[groups.count - 1].proofs.append(proof)
        }
    }

    private func passing(_ proofs: [ProofLine]) -> Int { proofs.count { $0.status == .passed } }

    private func row(_ proof: ProofLine) -> HTML {
        let verdict =
            switch proof.status {
            case .passed: "✓ passed"
            case .failed: "✗ failed"
            case .overridden: "✗ failed, overridden"
            }
        let part = proof.stage.split(separator: "/", maxSplits: 1).dropFirst().first.map(String.init)
        let stage: HTML = part.map { #" <span class="soft">\#($0)</span>"# } ?? ""
        return #"""

            <tr class="\#(proof.status.rawValue)"><th>\#(proof.name)\#(stage)</th>\#
            <td>\#(proof.measured)</td><td>\#(proof.threshold)</td><td class="verdict">\#(verdict)</td></tr>
            """#
    }
}
