/// The rule by which the number of requests in flight follows what an endpoint can bear.
///
/// It grows as TCP's congestion window does (RFC 5681): by one for each answer until the endpoint first complains, then by one
/// for each round of answers. An episode of status 429 cuts it by a fifth, once; other trouble only keeps it from growing,
/// because a server that fails is not thereby one that is asked too much.
struct AdaptiveConcurrency: Sendable {
    /// How long an episode lasts: replies to requests that were sent before a cut say nothing about it.
    static let episode = Duration.seconds(15)
    static let cut = 0.8

    /// How many requests may be in flight.
    var limit: Int { Int(exactLimit) }

    private let maximum: Double
    private var exactLimit: Double
    private var wasCut = false
    private var episodeEnd = Duration.zero
    private var growthResumes = Duration.zero
    private var pauseEnd = Duration.zero

    init(_ concurrency: EndpointReference.Concurrency) {
        maximum = Double(max(1, concurrency.maximum))
        exactLimit = min(maximum, Double(max(1, concurrency.initial)))
    }

    /// Notes an answer. The limit grows only if it was made use of: otherwise nothing is known of a higher one.
    mutating func succeeded(at now: Duration, inFlight: Int) {
        guard now >= growthResumes, inFlight >= limit else { return }
        exactLimit = min(maximum, exactLimit + (wasCut ? 1 / exactLimit : 1))
    }

    /// Notes a status 429.
    ///
    /// - Parameter retryAfter: how long the endpoint wants to be left alone, by all requests.
    mutating func rateLimited(at now: Duration, retryAfter: Duration?) {
        if let retryAfter { pauseEnd = max(pauseEnd, now + retryAfter) }
        guard now >= episodeEnd else { return }
        exactLimit = max(1, exactLimit * Self.cut)
        wasCut = true
        episodeEnd = now + Self.episode
        growthResumes = max(growthResumes, episodeEnd)
    }

    /// Notes a status 5xx, a timeout or a broken connection.
    mutating func stumbled(at now: Duration, retryAfter: Duration?) {
        if let retryAfter { pauseEnd = max(pauseEnd, now + retryAfter) }
        growthResumes = max(growthResumes, now + Self.episode)
    }

    /// How long nothing is to be sent; nil if something may be.
    func pause(at now: Duration) -> Duration? {
        now < pauseEnd ? pauseEnd - now : nil
    }
}
