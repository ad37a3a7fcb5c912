/// What one scorer said of the samples of a condition: a number a sample, each different finding kept once.
struct FindingColumn: Sendable {
    /// One more than the finding's index in `findings`; 0 for a sample without a verdict. Ends with the last verdict.
    private(set) var codes: [UInt32] = []
    private var findings: [Verdict.Value] = []
    private var codeOfFinding: [Verdict.Value: UInt32] = [:]

    /// What was said of a sample; nil if nothing was.
    subscript(sample: Int) -> Verdict.Value? {
        guard sample < codes.count, codes[sample] > 0 else { return nil }
        return findings[Int(codes[sample]) - 1]
    }

    /// Notes what was said of a sample that is not before the last one noted; false if it was noted already.
    mutating func record(_ finding: Verdict.Value, of sample: Int) -> Bool {
        guard codes.count <= sample else { return false }
        while codes.count < sample { codes.append(0) }
        codes.append(code(of: finding))
        return true
    }

    /// How often each finding was made of `samples`; those without a verdict are not in it.
    func counts(in samples: some Sequence<Int>) -> [Verdict.Value: Int] {
        var counts = Array(repeating: 0, count: findings.count)
        for sample in samples where sample < codes.count && codes[sample] > 0 { counts[Int(codes[sample]) - 1] += 1 }
        return Dictionary(uniqueKeysWithValues: zip(findings, counts).filter { $0.1 > 0 })
    }

    private mutating func code(of finding: Verdict.Value) -> UInt32 {
        if let code = codeOfFinding[finding] { return code }
        findings.append(finding)
        let code = UInt32(findings.count)
        codeOfFinding[finding] = code
        return code
    }
}
