import Foundation
import NIOHTTP1

/// The header `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date, and its millisecond form `retry-after-ms`.
enum RetryAfter {
    /// How long to wait; nil where nothing (sensible) is said.
    ///
    /// A date is measured against the answer's own `Date`, because the clocks of two machines differ.
    static func duration(in headers: HTTPHeaders, now: Date = Date()) -> Duration? {
        if let milliseconds = headers.first(name: "retry-after-ms").flatMap(number) {
            return .milliseconds(milliseconds)
        }
        guard let text = headers.first(name: "retry-after") else { return nil }
        if let seconds = number(text) { return .seconds(seconds) }
        guard let end = date(text) else { return nil }
        let start = headers.first(name: "date").flatMap(date) ?? now
        return .seconds(max(0, end.timeIntervalSince(start)))
    }

    private static func number(_ text: String) -> Double? {
        Double(text.trimmingCharacters(in: .whitespaces)).flatMap { $0.isFinite && $0 >= 0 ? min($0, 1e9) : nil }
    }

    private static func date(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: text)
    }
}
