import Foundation

/// The clock that `strftime_now` reads.
///
/// Templates such as Llama 3's print today's date into the prompt: a run that shall be repeatable fixes its clock.
package struct TemplateClock: Sendable {
    let now: @Sendable () -> Date
    let timeZone: TimeZone

    /// The machine's clock in its time zone, as transformers uses it.
    package static let system = TemplateClock(now: { Date() }, timeZone: .current)

    /// A clock that stands still; times are UTC.
    package static func fixed(_ date: Date) -> TemplateClock {
        TemplateClock(now: { date }, timeZone: .gmt)
    }

    /// Python's `strftime` in the C locale, or nil when `format` has a directive that is not supported.
    func formatted(_ format: String) -> String? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let fields = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: now())
        var result = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard var directive = scalars.next() else { return nil }
            let isPadded = directive != "-"
            if !isPadded {
                guard let next = scalars.next() else { return nil }
                directive = next
            }
            guard let text = text(for: directive, fields, isPadded: isPadded) else { return nil }
            result += text
        }
        return result
    }

    private func text(for directive: Unicode.Scalar, _ fields: DateComponents, isPadded: Bool) -> String? {
        func padded(_ number: Int?, _ width: Int = 2, with padding: String = "0") -> String? {
            guard let number else { return nil }
            let digits = String(number)
            return isPadded ? String(repeating: padding, count: max(0, width - digits.count)) + digits : digits
        }
        let month = fields.month.map { Self.months[$0 - 1] }
        let weekday = fields.weekday.map { Self.days[$0 - 1] }
        return switch directive {
        case "Y": fields.year.map(String.init)
        case "y": padded(fields.year.map { $0 % 100 })
        case "m": padded(fields.month)
        case "d": padded(fields.day)
        case "e": padded(fields.day, with: " ")
        case "H": padded(fields.hour)
        case "I": padded(fields.hour.map { ($0 + 11) % 12 + 1 })
        case "M": padded(fields.minute)
        case "S": padded(fields.second)
        case "p": fields.hour.map { $0 < 12 ? "AM" : "PM" }
        case "B": month
        case "b", "h": month.map { String($0.prefix(3)) }
        case "A": weekday
        case "a": weekday.map { String($0.prefix(3)) }
        case "F": formatted("%Y-%m-%d")
        case "T": formatted("%H:%M:%S")
        case "%": "%"
        default: nil
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
