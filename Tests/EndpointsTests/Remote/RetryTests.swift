import Foundation
import NIOHTTP1
import Testing

@testable import Endpoints

@Suite struct RetryAfterTests {
    @Test(arguments: [
        ("5", 5.0), (" 0 ", 0), ("1.5", 1.5), ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
        ("Sun, 06 Nov 1994 08:49:30 GMT", 0),
    ])
    func secondsAndDatesAreRead(text: String, seconds: Double) {
        let headers: HTTPHeaders = ["Retry-After": text, "Date": "Sun, 06 Nov 1994 08:49:37 GMT"]
        #expect(RetryAfter.duration(in: headers) == .seconds(seconds))
    }

    @Test(arguments: ["soon", "-3", "nan", "inf", ""])
    func nonsenseIsIgnored(text: String) {
        #expect(RetryAfter.duration(in: ["Retry-After": text]) == nil)
    }

    @Test func millisecondsGoFirst() {
        #expect(RetryAfter.duration(in: ["Retry-After": "60", "retry-after-ms": "250"]) == .milliseconds(250))
    }

    @Test func aDateIsMeasuredAgainstThisClockWhereTheAnswerHasNone() {
        let now = Date(timeIntervalSince1970: 784_111_777)
        let duration = RetryAfter.duration(in: ["Retry-After": "Sun, 06 Nov 1994 08:51:37 GMT"], now: now)
        #expect(duration == .seconds(120))
    }
}

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        reference("http://127.0.0.1/v1") {
            $0.attempts = 6
            $0.deadline = 100
        })
    private let failure = AttemptFailure(.serverError, "")

    @Test func waitsAreDrawnFromADoublingRange() throws {
        for made in 1...5 {
            let bound = Duration.seconds(1 << (made - 1))
            let waits = try (0..<300).map { _ in try #require(policy.wait(after: failure, made: made, elapsed: .zero)) }
            #expect(waits.allSatisfy { .zero <= $0 && $0 <= bound })
            #expect(try #require(waits.max()) > bound * 0.8)
            #expect(try #require(waits.min()) < bound * 0.2)
        }
    }

    @Test func noWaitIsLongerThanAMinuteUnlessAskedFor() {
        let patient = RetryPolicy(reference("http://127.0.0.1/v1") { $0.attempts = 100 })
        for _ in 0..<300 {
            let wait = patient.wait(after: failure, made: 90, elapsed: .zero)
            #expect(wait.map { $0 <= .seconds(60) } == true)
        }
        let asked = AttemptFailure(.rateLimited, "", retryAfter: .seconds(90))
        #expect(patient.wait(after: asked, made: 1, elapsed: .zero) == .seconds(90))
    }

    @Test func attemptsAndDeadlineEndIt() {
        #expect(policy.wait(after: failure, made: 6, elapsed: .zero) == nil)
        #expect(policy.wait(after: failure, made: 1, elapsed: .seconds(101)) == nil)
        let asked = AttemptFailure(.rateLimited, "", retryAfter: .seconds(30))
        #expect(policy.wait(after: asked, made: 1, elapsed: .seconds(71)) == nil)
    }

    @Test func whatIsAtFaultItselfIsNotRepeated() {
        #expect(policy.wait(after: AttemptFailure(.rejected, ""), made: 1, elapsed: .zero) == nil)
        #expect(policy.wait(after: AttemptFailure(.contentFilter, ""), made: 1, elapsed: .zero) == nil)
        #expect(policy.wait(after: .malformed(""), made: 2, elapsed: .zero) != nil)
        #expect(policy.wait(after: .malformed(""), made: 3, elapsed: .zero) == nil)
    }

    @Test(arguments: [408, 409, 425, 429, 500, 502, 503, 529])
    func passingTroubleIsRepeated(status: Int) {
        let error = ServedError(body: Data("{}".utf8))
        #expect(policy.wait(after: AttemptFailure(status: status, error), made: 1, elapsed: .zero) != nil)
    }

    @Test(arguments: [301, 307, 400, 402, 404, 405, 413, 422])
    func aFaultOfTheRequestIsNotRepeated(status: Int) {
        let error = ServedError(body: Data("{}".utf8))
        #expect(policy.wait(after: AttemptFailure(status: status, error), made: 1, elapsed: .zero) == nil)
    }
}
