/// By how much the variance of a rate grows because samples of one prompt resemble each other.
///
/// 1 + (k − 1)ρ for k samples a prompt with the intra-cluster correlation ρ. Source: L. Kish (1965), Survey Sampling, 5.4.
package struct DesignEffect: Sendable, Hashable, Codable {
    package let samplesPerPrompt: Int

    /// The correlation of two samples of one prompt: 0 if they are independent, 1 if they always agree.
    package let intraclusterCorrelation: Double

    /// The effect for a number of samples of each prompt, at least 1, and an assumed correlation.
    package init(samplesPerPrompt: Int, intraclusterCorrelation: Double) {
        precondition(samplesPerPrompt >= 1, "\(samplesPerPrompt) samples a prompt")
        precondition(0 <= intraclusterCorrelation && intraclusterCorrelation <= 1, "a correlation between 0 and 1")
        self.samplesPerPrompt = samplesPerPrompt
        self.intraclusterCorrelation = intraclusterCorrelation
    }

    /// No effect: each prompt is sampled once.
    package static let independent = DesignEffect(samplesPerPrompt: 1, intraclusterCorrelation: 0)

    /// The factor by which the variance grows.
    package var factor: Double { 1 + Double(samplesPerPrompt - 1) * intraclusterCorrelation }

    /// How many independent samples say as much as `samples` of this kind, rounded down.
    package func effectiveSamples(of samples: Int) -> Int { Int(Double(samples) / factor) }
}
