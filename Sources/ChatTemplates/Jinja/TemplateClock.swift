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
        let date = now()
        let fields = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
        let dayOfYear = calendar.ordinality(of: .day, in: .year, for: date)
        guard let year = fields.year, let month = fields.month, let day = fields.day, let hour = fields.hour,
            let minute = fields.minute, let second = fields.second, let weekday = fields.weekday, let dayOfYear
        else { return nil }
        var result = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard var directive = scalars.next() else { return nil }
            let isUnpadded = directive == "-"
            if isUnpadded {
                guard let next = scalars.next() else { return nil }
                directive = next
            }
            func padded(_ number: Int, _ width: Int = 2) -> String {
                let digits = String(number)
                return isUnpadded ? digits : String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
            switch directive {
            case "Y": result += String(year)
            case "y": result += padded(year % 100)
            case "m": result += padded(month)
            case "d": result += padded(day)
            case "e": result += isUnpadded || day > 9 ? String(day) : " \(day)"
            case "H": result += padded(hour)
            case "I": result += padded((hour + 11) % 12 + 1)
            case "M": result += padded(minute)
            case "S": result += padded(second)
            case "j": result += padded(dayOfYear, 3)
            case "p": result += hour < 12 ? "AM" : "PM"
            case "B": result += Self.months[month - 1]
            case "b", "h": result += String(Self.months[month - 1].prefix(3))
            case "A": result += Self.days[weekday - 1]
            case "a": result += String(Self.days[weekday - 1].prefix(3))
            case "F": result += "\(year)-\(padded(month))-\(padded(day))"
            case "T": result += "\(padded(hour)):\(padded(minute)):\(padded(second))"
            case "z", "Z": break
            case "%": result += "%"
            default: return nil
            }
        }
        return result
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
