import Experiments

/// The proofs of a run as a short list: a line a stage, and one for each that failed.
struct ProofList {
    private let manifest: RunManifest

    init(_ manifest: RunManifest) {
        self.manifest = manifest
    }

    var lines: [String] {
        var lines: [String] = []
        for (stage, proofs) in stages {
            let failed = proofs.filter { !$0.passed }
            let names = proofs.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            let mark = failed.isEmpty ? "✓" : "✗"
            lines += Self.wrapped(
                "\(mark) \(Self.padded(stage)) \(proofs.count) \(proofs.count == 1 ? "proof" : "proofs"): ", names)
            lines += failed.map { "  ✗ \($0.name), overridden: found \($0.measured), expected \($0.expected)" }
        }
        return lines
    }

    /// The proofs by kind of stage, in the order of the stages.
    private var stages: [(String, [Proof])] {
        var groups: [(String, [Proof])] = []
        for proof in manifest.proofs {
            let kind = proof.stage.split(separator: "/").first.map(String.init) ?? proof.stage
            if groups.last?.0 != kind { groups.append((kind, [])) }
            groups[groups.count - 1].1.append(proof)
        }
        return groups
    }

    private static func padded(_ name: String) -> String {
        name.padding(toLength: 10, withPad: " ", startingAt: 0)
    }

    /// `names` behind `start`, in lines of at most 110 columns.
    private static func wrapped(_ start: String, _ names: [String]) -> [String] {
        let indent = String(repeating: " ", count: 13)
        var lines = [start]
        for (index, name) in names.enumerated() {
            let word = name + (index < names.count - 1 ? ", " : "")
            if lines[lines.count - 1].count + word.count > 110 { lines.append(indent) }
            lines[lines.count - 1] += word
        }
        return lines.map { String($0.trimmingSuffix(while: \.isWhitespace)) }
    }
}

extension StringProtocol {
    /// Without the characters at the end that satisfy `predicate`.
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> SubSequence {
        self[..<(lastIndex { !predicate($0) }.map(index(after:)) ?? startIndex)]
    }
}
