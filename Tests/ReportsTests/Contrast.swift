import Foundation

/// WCAG 2.1's contrast of colours written as `#rgb` or `#rrggbb`.
enum Contrast {
    static func ratio(_ first: String, _ second: String) -> Double {
        let (one, other) = (luminance(first), luminance(second))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    /// A colour seen through another.
    static func mixed(_ colour: String, over ground: String, share: Double) -> String {
        let mix = zip(channels(colour), channels(ground)).map { Int(($0 * share + $1 * (1 - share)).rounded()) }
        return "#" + mix.map { String(format: "%02x", $0) }.joined()
    }

    private static func luminance(_ colour: String) -> Double {
        let linear = channels(colour).map { channel -> Double in
            let value = channel / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    private static func channels(_ colour: String) -> [Double] {
        let digits = Array(colour.dropFirst())
        let pairs =
            digits.count == 3 ? digits.map { "\($0)\($0)" } : [0, 2, 4].map { "\(digits[$0])\(digits[$0 + 1])" }
        return pairs.map { Double(Int($0, radix: 16) ?? 0) }
    }
}
