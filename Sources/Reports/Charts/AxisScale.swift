import Foundation

/// From which number to which an axis reaches, and the round numbers written along it.
struct AxisScale: Sendable, Hashable {
    let lower: Double
    let upper: Double

    /// At most six.
    let ticks: [Double]

    /// Beyond this, differences of numbers would be infinite.
    private static let limit = 1e300

    /// A share, from 0 to 100 %.
    static let share = AxisScale(lower: 0, upper: 1, ticks: [0, 0.25, 0.5, 0.75, 1])

    /// A share in percent.
    static let percentage = AxisScale(lower: 0, upper: 100, ticks: [0, 25, 50, 75, 100])

    /// A difference of shares, from −100 to +100 points.
    static let difference = AxisScale(lower: -1, upper: 1, ticks: [-1, -0.5, 0, 0.5, 1])

    private init(lower: Double, upper: Double, ticks: [Double]) {
        self.lower = lower
        self.upper = upper
        self.ticks = ticks
    }

    /// An axis with room for all finite ones of the numbers.
    ///
    /// - Parameters:
    ///   - fromZero: whether 0 is on it, and its ends are round numbers.
    init(covering numbers: some Sequence<Double>, fromZero: Bool) {
        var (least, most) = fromZero ? (0, 0) : (Double.infinity, -Double.infinity)
        for number in numbers where number.isFinite {
            let number = max(-Self.limit, min(Self.limit, number))
            (least, most) = (min(least, number), max(most, number))
        }
        if least > most { (least, most) = (0, 1) }
        let step = Self.step(over: most - least)
        // Numbers that hardly differ, or not at all, stand in the middle.
        guard let step, most - least > max(abs(least), abs(most)) * 1e-9 else {
            let around = abs(least) > 1e-290 ? abs(least) / 2 : 1
            (lower, upper) = fromZero && least == 0 ? (0, 1) : (least - around, least + around)
            ticks = fromZero && least == 0 ? [0, 1] : [least]
            return
        }
        let (first, last) =
            fromZero
            ? ((least / step).rounded(.down), (most / step).rounded(.up))
            : ((least / step).rounded(.up), (most / step).rounded(.down))
        ticks = first <= last ? (0...Int(last - first)).map { (first + Double($0)) * step } : []
        (lower, upper) = fromZero ? (first * step, last * step) : (least, most)
    }

    /// A 1, 2 or 5 with noughts that goes three to five times into a length, or nil where there is none.
    private static func step(over length: Double) -> Double? {
        guard length > 1e-290 else { return nil }
        let power = pow(10, log10(length / 4).rounded(.down))
        let rest = length / 4 / power
        return (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10) * power
    }

    /// Where a number is on the axis, from 0 to 1.
    func fraction(_ number: Double) -> Double {
        min(1, max(0, (max(-Self.limit, min(Self.limit, number)) - lower) / (upper - lower)))
    }
}

extension Double {
    /// A number beside an axis: `0.25`, `12,500`, `2e-4`, `−3`.
    var axisText: String {
        let size = abs(self)
        if size >= 1000, size < 1e10, self == rounded() {
            let digits = String(Int(size))
            let head = digits.count % 3 == 0 ? 3 : digits.count % 3
            let groups =
                [String(digits.prefix(head))]
                + stride(from: head, to: digits.count, by: 3).map { String(digits.dropFirst($0).prefix(3)) }
            return (self < 0 ? "−" : "") + groups.joined(separator: ",")
        }
        var text = String(format: "%.9g", size)
        if let exponent = text.firstIndex(of: "e") {
            text = text[..<exponent] + "e" + (Int(text[exponent...].dropFirst()).map(String.init) ?? "")
        }
        return (self < 0 && text != "0" ? "−" : "") + text.replacing("e-", with: "e−")
    }
}
