/// The scores that a judge gave the samples of one condition.
package struct ScoreSummary: Sendable, Hashable, Codable {
    /// How many samples have a score.
    package let scored: Int

    /// How many have a word in its place, such as `refusal`; they are in no mean.
    package let labelled: [String: Int]

    /// How many of those asked about have neither, by reason.
    package let skipped: [String: Int]

    /// Over prompts, of the mean of each prompt's samples: those of one prompt are not independent.
    package let mean: MeanEstimate

    /// The mean if all samples without a finding had the least score, and the most; nil where the judge's range is not known.
    package let bounds: Bounds?

    package struct Bounds: Sendable, Hashable, Codable {
        package let lower: Double
        package let upper: Double
    }

    /// Nil where the scorer gave no score, and was asked for none.
    init?(_ sheet: ScoreSheet, of scorer: String, range: ClosedRange<Double>?, _ confidence: Double) {
        guard let findings = sheet.findings[scorer] else { return nil }
        let asked = sheet.samples.filter { findings[$0] != .notAsked }
        let counts = findings.counts(in: asked)
        var labelled: [String: Int] = [:]
        var skipped: [String: Int] = [:]
        for (finding, count) in counts {
            switch finding {
            case .label(let label): labelled[label] = count
            case .skipped(let reason): skipped[reason] = count
            case .score, .flag: break
            }
        }
        scored = asked.count { findings.score(of: $0) != nil }
        guard !asked.isEmpty, scored > 0 || range != nil else { return nil }
        self.labelled = labelled
        self.skipped = skipped
        mean = MeanEstimate(
            ofDifferences: sheet.meansByPrompt(of: asked) { findings.score(of: $0) }, confidence: confidence)
        bounds = range.flatMap { range in
            func mean(ifMissing score: Double) -> Double? {
                let means = sheet.meansByPrompt(of: asked) { findings.score(of: $0, ifMissing: score) }
                return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
            }
            guard let lower = mean(ifMissing: range.lowerBound), let upper = mean(ifMissing: range.upperBound) else {
                return nil
            }
            return Bounds(lower: lower, upper: upper)
        }
    }

    /// How many samples nothing was found of.
    package var missing: Int { skipped.values.reduce(0, +) }
}

extension FindingColumn {
    fileprivate func score(of sample: Int) -> Double? {
        if case .score(let score)? = self[sample] { score } else { nil }
    }

    /// The score, or another where nothing was found; nil for a word in its place.
    fileprivate func score(of sample: Int, ifMissing score: Double) -> Double? {
        switch self[sample] {
        case .score(let found)?: found
        case .label?, .flag?: nil
        case .skipped?, nil: score
        }
    }
}

extension ScoreSheet {
    /// The mean of each prompt's samples that have a value.
    fileprivate func meansByPrompt(of samples: [Int], _ value: (Int) -> Double?) -> [Double] {
        var sums: [Int32: (sum: Double, count: Double)] = [:]
        for sample in samples {
            guard let value = value(sample) else { continue }
            let sum = sums[prompts[sample]] ?? (0, 0)
            sums[prompts[sample]] = (sum.sum + value, sum.count + 1)
        }
        // In an order of their own, so that a sum is the same in every run.
        return sums.sorted { $0.key < $1.key }.map { $0.value.sum / $0.value.count }
    }
}
