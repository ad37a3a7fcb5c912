/// A day of the Gregorian calendar, written as `2026-03-14`.
struct CalendarDay: Equatable, CustomStringConvertible {
    let year: Int
    let month: Int
    let day: Int

    /// Reads a day; nil for one that is not in the calendar.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard (1...12).contains(month), (1...Self.length(ofMonth: month, year)).contains(day) else { return nil }
    }

    private init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    var description: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

    /// `14 March 2026`.
    var inWords: String { "\(day) \(Self.months[month - 1]) \(year)" }

    /// Days of the years around, in other months and on other days of the month.
    var others: [CalendarDay] {
        (1...11).map { step in
            CalendarDay(
                year: max(1, year + step % 3 - 1), month: (month - 1 + 5 * step) % 12 + 1,
                day: (day + 10 * step) % 28 + 1)
        }
    }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
