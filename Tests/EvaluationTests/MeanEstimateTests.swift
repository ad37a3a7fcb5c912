import Testing

@testable import Evaluation

@Suite struct MeanEstimateTests {
    /// scipy.stats.t.interval(confidence, n - 1, mean, scipy.stats.sem(values)) of scipy 1.17.
    @Test(arguments: [
        ([1.2, -0.5, 3.3, 0.8, 2.1], 0.95, 1.38, -0.38779118250727485, 3.147791182507275),
        ([1.2, -0.5, 3.3, 0.8, 2.1], 0.8, 1.38, 0.4037917806578979, 2.3562082193421023),
        ([0.1, 0.3], 0.95, 0.2, -1.0706204736174694, 1.4706204736174693),
        (
            [-3.0, -2.5, -4.25, -1.0, -2.0, -3.5, 0.25], 0.95, -2.2857142857142856, -3.701139839034446,
            -0.8702887323941253
        ),
    ])
    func theIntervalIsScipys(values: [Double], confidence: Double, mean: Double, lower: Double, upper: Double) throws {
        let estimate = try #require(MeanEstimate(values, confidence: confidence))
        let interval = try #require(estimate.interval)
        #expect(abs(estimate.mean - mean) < 1e-12 && interval.method == .student)
        #expect(abs(interval.lower - lower) < 1e-9 && abs(interval.upper - upper) < 1e-9)
    }

    @Test func signsAreCounted() throws {
        let estimate = try #require(MeanEstimate([1, -2, 0, 3]))
        #expect(estimate.positive == 2 && estimate.negative == 1 && estimate.count == 4)
    }

    @Test func valuesThatAreAllTheSameHaveNoInterval() throws {
        #expect(try #require(MeanEstimate([2, 2, 2])).interval == nil)
        #expect(try #require(MeanEstimate([2])).interval == nil)
        #expect(MeanEstimate([]) == nil && MeanEstimate([1, .nan]) == nil)
    }
}
