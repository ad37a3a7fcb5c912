import Provenance

/// How much one rate exceeds another on the prompts that both conditions were asked.
package struct PairedDifference: Sendable, Hashable, Codable {
    /// How a p-value was computed.
    package enum Test: String, Sendable, Codable {
        /// ``McNemarTest``, where each prompt was sampled once under each condition.
        case mcNemar = "mcnemar"
        /// ``SignFlipTest`` over all choices of signs.
        case signFlips = "sign-flips"
        /// ``SignFlipTest`` over signs drawn at random.
        case drawnSignFlips = "drawn-sign-flips"
    }

    /// The first rate less the second, over all samples of these prompts.
    package let difference: Double

    /// By ``PairedBootstrap``; where that can say nothing, by ``RateDifference`` over these prompts, as if each condition had been
    /// asked others. Its confidence is that of one interval, whatever the number of contrasts.
    package let interval: ConfidenceInterval

    /// The probability of a difference at least this large in either direction, if neither condition is favoured.
    package let pValue: Double

    /// The p-value corrected by ``HolmCorrection`` for the family of contrasts that this is one of; `pValue` if it is alone.
    package fileprivate(set) var adjustedPValue: Double

    package let test: Test

    /// How many prompts both conditions were asked.
    package let prompts: Int

    /// On how many of them the first condition's rate is higher.
    package let favoringFirst: Int

    /// On how many of them the second condition's rate is higher.
    package let favoringSecond: Int

    /// McNemar's test with its counts; nil where prompts were sampled several times.
    package var mcNemar: McNemarTest? {
        guard test == .mcNemar else { return nil }
        return McNemarTest(
            onlyFirst: favoringFirst, onlySecond: favoringSecond, agreeing: prompts - favoringFirst - favoringSecond)
    }

    /// Compares two conditions on the prompts that both were asked; nil if there are none.
    ///
    /// - Parameters:
    ///   - seed: what resampling is drawn from, together with the name.
    ///   - name: what is compared; comparisons of different names are resampled independently.
    package init?(_ prompts: PairedPrompts, seed: UInt64, name: String, confidence: Double = 0.95) {
        guard let difference = prompts.difference else { return nil }
        func key(_ use: String) -> RandomKey { RandomKey(experimentSeed: seed, stage: use, recordID: name) }
        self.difference = difference
        self.prompts = prompts.count
        let counts = prompts.countsByDifference
        favoringFirst = counts.reduce(0) { $1.key > 0 ? $0 + $1.value : $0 }
        favoringSecond = counts.reduce(0) { $1.key < 0 ? $0 + $1.value : $0 }
        interval =
            PairedBootstrap(prompts, key: key("paired-bootstrap"), confidence: confidence).interval
            ?? RateDifference(prompts, confidence: confidence).interval
        if prompts.areSampledOnce {
            test = .mcNemar
            pValue =
                McNemarTest(
                    onlyFirst: favoringFirst, onlySecond: favoringSecond,
                    agreeing: prompts.count - favoringFirst - favoringSecond
                ).pValue
        } else {
            let flips = SignFlipTest(prompts, key: key("sign-flips"))
            test = flips.isExact ? .signFlips : .drawnSignFlips
            pValue = flips.pValue
        }
        adjustedPValue = pValue
    }
}

extension [PairedDifference?] {
    /// The comparisons with p-values adjusted for all of them, as one family.
    package func holmAdjusted() -> [PairedDifference?] {
        zip(self, HolmCorrection(map { $0?.pValue }).adjusted).map { paired, pValue in
            guard var paired, let pValue else { return paired }
            paired.adjustedPValue = pValue
            return paired
        }
    }
}

extension RateDifference {
    /// The difference of the rates over all samples of some prompts, as if each condition had been asked others.
    init(_ prompts: PairedPrompts, confidence: Double) {
        func estimate(_ condition: (PairedPrompts.Outcome) -> (successes: Int, trials: Int)) -> RateEstimate {
            let total = condition(prompts.total)
            guard !prompts.areSampledOnce else {
                return RateEstimate(successes: total.successes, trials: total.trials, confidence: confidence)
            }
            return RateEstimate(
                clusters: prompts.outcomes.flatMap { Array(repeating: condition($0.outcome), count: $0.prompts) },
                confidence: confidence)
        }
        self.init(
            estimate { ($0.firstSuccesses, $0.firstTrials) }, minus: estimate { ($0.secondSuccesses, $0.secondTrials) })
    }
}
