import Testing

@testable import Endpoints

@Suite struct AdaptiveConcurrencyTests {
    private var rule = AdaptiveConcurrency(.init(initial: 20, maximum: 200))

    @Test mutating func eachAnswerAddsOneUntilTheFirstComplaint() {
        for _ in 0..<5 { rule.succeeded(at: .seconds(1), inFlight: rule.limit) }
        #expect(rule.limit == 25)
    }

    @Test mutating func theMaximumIsNeverPassed() {
        for _ in 0..<1000 { rule.succeeded(at: .seconds(1), inFlight: 200) }
        #expect(rule.limit == 200)
        #expect(AdaptiveConcurrency(.init(initial: 50, maximum: 8)).limit == 8)
    }

    @Test mutating func aLimitThatIsNotMadeUseOfDoesNotGrow() {
        for _ in 0..<100 { rule.succeeded(at: .seconds(1), inFlight: 19) }
        #expect(rule.limit == 20)
    }

    @Test mutating func oneEpisodeCutsOnce() {
        for second in 0..<15 { rule.rateLimited(at: .seconds(second), retryAfter: nil) }
        #expect(rule.limit == 16)
        rule.rateLimited(at: .seconds(15), retryAfter: nil)
        #expect(rule.limit == 12)
    }

    @Test mutating func theLimitNeverFallsBelowOne() {
        for episode in 0..<100 { rule.rateLimited(at: .seconds(15 * episode), retryAfter: nil) }
        #expect(rule.limit == 1)
    }

    @Test mutating func afterACutItGrowsByOneARound() {
        rule.rateLimited(at: .zero, retryAfter: nil)
        for _ in 0..<16 { rule.succeeded(at: .seconds(14), inFlight: 20) }
        #expect(rule.limit == 16, "within the episode, answers are to requests from before the cut")
        for _ in 0..<17 { rule.succeeded(at: .seconds(15), inFlight: 20) }
        #expect(rule.limit == 17)
    }

    @Test mutating func otherTroubleOnlyPausesGrowth() {
        rule.stumbled(at: .zero, retryAfter: nil)
        #expect(rule.limit == 20)
        rule.succeeded(at: .seconds(14), inFlight: 20)
        #expect(rule.limit == 20)
        rule.succeeded(at: .seconds(15), inFlight: 20)
        #expect(rule.limit == 21)
    }

    @Test mutating func theLongestRetryAfterHoldsForAll() {
        #expect(rule.pause(at: .zero) == nil)
        rule.rateLimited(at: .zero, retryAfter: .seconds(30))
        rule.rateLimited(at: .seconds(1), retryAfter: .seconds(5))
        #expect(rule.pause(at: .seconds(10)) == .seconds(20))
        #expect(rule.pause(at: .seconds(30)) == nil)
    }
}
