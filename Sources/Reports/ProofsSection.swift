/// The proofs, one line each, with those that did not pass in bold.
struct ProofsSection {
    let proofs: [ProofLine]

    /// `14 of 14 proofs passed ✓`.
    var summary: HTML {
        let passed = proofs.count { $0.status == .passed }
        let (name, mark) = passed == proofs.count ? ("passed", "✓") : ("failed", "✗")
        return #"<span class="\#(name)">\#(passed) of \#(proofs.count) proofs passed \#(mark)</span>"#
    }

    var html: HTML {
        #"""
        <table class="proofs"><thead><tr><th>proof</th><th>measured</th><th>asked</th><th></th></tr></thead>
        <tbody>\#(proofs.map(row).joined())</tbody></table>
        """#
    }

    private func row(_ proof: ProofLine) -> HTML {
        let verdict =
            switch proof.status {
            case .passed: "✓ passed"
            case .failed: "✗ failed"
            case .overridden: "✗ failed, overridden"
            }
        return #"""

            <tr class="\#(proof.status.rawValue)"><th><span class="stage">\#(proof.stage)</span> \#(proof.name)</th>\#
            <td>\#(proof.measured)</td><td>\#(proof.threshold)</td><td class="verdict">\#(verdict)</td></tr>
            """#
    }
}
