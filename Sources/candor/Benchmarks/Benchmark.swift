import Experiments
import Foundation
import Provenance
import Torch

/// One measurement as `candor bench` prints it: what was done where, how fast, and how fast it could be at best.
struct Benchmark: Encodable {
    /// Which row of the targets it belongs to.
    let row: String
    let machine: String
    let settings: [String: String]
    let rate: Double
    /// Of the rate and the bound.
    let unit: String
    /// The rate that the arithmetic or the bytes to be moved allow on this device; nil where there is none.
    let bound: Double?
    /// What the bound follows from.
    let boundBasis: String?
    /// Everything else that was measured; the names tell the units.
    let details: [String: Double]

    init(
        _ row: String, on device: Device, settings: [String: String], rate: Double, unit: String,
        bound: (rate: Double, basis: String)? = nil, details: [String: Double] = [:]
    ) {
        self.row = row
        machine = Self.machine(device)
        self.settings = settings
        self.rate = rate
        self.unit = unit
        self.bound = bound?.rate
        boundBasis = bound?.basis
        self.details = details
    }

    /// Prints the measurement for people, or as one line of JSON for `Benchmarks/`.
    func print(asJSON: Bool) throws {
        Swift.print(asJSON ? try CanonicalJSON.string(self) : text)
    }

    var text: String {
        var table = TerminalTable(columns: [.init(""), .init(""), .init("")])
        table.append(["", "machine", machine])
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { table.append(["", name, value]) }
        table.append(["", "rate", "\(Self.number(rate)) \(unit)"])
        if let bound, let boundBasis {
            let share = Self.number(100 * rate / bound)
            table.append(["", "bound", "\(Self.number(bound)) \(unit), from \(boundBasis): \(share) % reached"])
        }
        for (name, value) in details.sorted(by: { $0.key < $1.key }) { table.append(["", name, Self.number(value)]) }
        return ([row] + table.lines).joined(separator: "\n")
    }

    /// Three significant digits, or all before the point.
    private static func number(_ value: Double) -> String {
        let digits = value == 0 ? 0 : max(0, 2 - Int(log10(abs(value)).rounded(.down)))
        return String(format: "%.\(min(digits, 6))f", value)
    }

    private static func machine(_ device: Device) -> String {
        switch device {
        case .cpu: "\(Machine.description), \(LibTorch.threadCount) threads"
        case .cuda(let index): "\(GraphicsCard.name(index) ?? "a CUDA device"), \(Machine.description)"
        }
    }
}

/// What the driver tells of the graphics cards.
private enum GraphicsCard {
    /// The model of the card that the driver lists at `index`.
    static func name(_ index: Int) -> String? {
        let folder = URL(filePath: "/proc/driver/nvidia/gpus")
        let cards = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        guard cards.indices.contains(index) else { return nil }
        let file = folder.appending(path: cards[index]).appending(path: "information")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("Model:") }?.dropFirst(6)
            .trimmingCharacters(in: .whitespaces)
    }
}
