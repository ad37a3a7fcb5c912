import Evaluation
import Foundation

/// What `candor analyse` has measured.
struct AnalyserReport: Codable {
    let accuracies: [AnalyserAccuracy]

    /// The pairs whose vulnerable version is flagged and whose secure version is not.
    let toldApart: Int
    let pairs: Int
    let seconds: Double
    let versions: [String: String]

    var text: String {
        let rate = String(format: "%.1f", Double(2 * pairs) / seconds)
        let tools = versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return
            (table.lines + [
                "\(toldApart) of \(pairs) pairs told apart; \(2 * pairs) pieces of code, \(rate) a second",
                tools.joined(separator: ", "),
            ]).joined(separator: "\n")
    }

    private var table: TerminalTable {
        var table = TerminalTable(columns: [
            .init("weakness"), .init("language"), .init("sensitivity", .right), .init("specificity", .right),
            .init("unreadable", .right),
        ])
        for accuracy in accuracies {
            table.append([
                accuracy.weakness?.description ?? "all", accuracy.language.rawValue, "\(accuracy.sensitivity)",
                "\(accuracy.specificity)", "\(accuracy.undecided)",
            ])
        }
        return table
    }
}
