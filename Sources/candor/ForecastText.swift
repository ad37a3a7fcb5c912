import Experiments
import Foundation
import Reports

/// What a run would do, for the terminal.
struct ForecastText {
    private let forecast: RunForecast
    private let width: Int

    init(_ forecast: RunForecast, width: Int) {
        self.forecast = forecast
        self.width = width
    }

    var text: String {
        let head = [" \(forecast.experiment) in \(forecast.folder): nothing is run or written", ""]
        let parts = [stages, resources, contrasts, thresholds, problems].filter { !$0.isEmpty }
        return (head + parts.joined(separator: [""])).joined(separator: "\n")
    }

    private var stages: [String] {
        var table = TerminalTable(
            columns: [.init("stage"), .init("state"), .init("work")]
                + ["tokens read", "tokens written", "time"].map { .init($0, .right) })
        for stage in forecast.stages {
            table.append([stage.status.name, state(of: stage.status)] + Self.cells(of: stage))
        }
        let reasons = forecast.stages.filter { [.stale, .failed].contains($0.status.state) }.flatMap { stage in
            // What follows from an earlier stage needs no words of its own.
            stage.status.details.filter { !$0.hasPrefix("follows from") }.flatMap {
                WrappedText.hanging(" \(stage.status.name): ", $0.printable, width: width)
            }
        }
        return table.lines.map { " " + $0 } + (reasons.isEmpty ? [] : [""] + reasons)
    }

    private func state(of status: RunStatus.StageStatus) -> String {
        switch status.state {
        case .done: "done"
        case .stale: "again"
        case .failed: "failed before"
        case .partial: "goes on from \(status.details.first ?? "")"
        case .pending: "to be run"
        }
    }

    private static func cells(of stage: StageForecast) -> [String] {
        guard stage.status.state != .done else { return [] }
        let work = stage.work
        let trained = work?.trainedTokens ?? .zero
        return [
            work.map { "\($0.records.text) \($0.unit)" } ?? "",
            trained == .zero ? work?.promptTokens.cell ?? "" : trained.text,
            work?.completionTokens.cell ?? "", stage.time.cell,
        ]
    }

    private var resources: [String] {
        let time = forecast.time
        let basis = time.basis == .nothing ? "" : ", \(time.basis.rawValue)"
        let without = time.unknown.isEmpty ? "" : "; not known for \(time.unknown.joined(separator: ", "))"
        var lines = [("time", (time.basis == .nothing ? "moments" : time.cell) + basis + without)]
        if let memory = forecast.memory {
            let parts = [
                ("weights", memory.weights), ("merged copy", memory.mergedCopy), ("key-value cache", memory.cache),
                ("adapter and optimizer", memory.optimizer), ("activations", memory.activations),
                ("proofs", memory.proofs),
            ].filter { $0.1 > 0 }.map { "\($0.0) \(CacheSummary.size($0.1))" }
            lines.append(
                (
                    "memory",
                    "about \(CacheSummary.size(memory.peak)) of \(CacheSummary.size(memory.available)): "
                        + parts.joined(separator: ", ")
                ))
        }
        if forecast.disk.needed > 0 {
            let free = forecast.disk.free.map { "; \(CacheSummary.size($0)) are free" } ?? ""
            lines.append(("disk", "at most \(CacheSummary.size(forecast.disk.needed))" + free))
        }
        lines += forecast.endpoints.map { ("endpoint", Self.text(of: $0)) }
        return lines.flatMap { section($0.0, $0.1) }
    }

    private static func text(of endpoint: EndpointForecast) -> String {
        let costs = [
            endpoint.expectedCost.map { String(format: "about %.2f", $0) },
            endpoint.costAtMost.map { String(format: "at most %.2f", $0) },
        ].compactMap(\.self)
        return "\(endpoint.model) at \(endpoint.url): \(endpoint.requests.text) requests, "
            + "\(endpoint.promptTokens.text) tokens read, \(endpoint.completionTokens.text) written; "
            + (costs.isEmpty ? "the file has no price" : "cost \(costs.joined(separator: ", "))")
    }

    private var contrasts: [String] {
        guard let first = forecast.contrasts.first else { return [] }
        let count = forecast.contrasts.count
        let level = count == 1 ? "0.05" : "0.05 / \(count), the first step of Holm's procedure"
        let title =
            "the smallest difference that is seen with a probability of \(ContrastForecast.power) "
            + "(two-sided at \(level)), by the true rate of the second condition"
        var table = TerminalTable(
            columns: [.init("contrast")] + first.effects.map { .init("from \(Self.percent($0.baseline)) up", .right) })
        for contrast in forecast.contrasts {
            table.append(["\(contrast.first) − \(contrast.second)"] + contrast.effects.map(Self.text(of:)))
        }
        return section("contrasts", title) + table.lines.map { " " + $0 }
    }

    private static func text(of effect: ContrastForecast.Effect) -> String {
        guard let difference = effect.difference else { return "none: too few samples" }
        let least = "+\(percent(difference))"
        if effect.differenceIfPromptsAgree == difference { return least }
        return "\(least), \(effect.differenceIfPromptsAgree.map { "+\(percent($0))" } ?? "none") if prompts agree"
    }

    private var thresholds: [String] {
        guard !forecast.thresholds.isEmpty else { return [] }
        var table = TerminalTable(columns: [.init("threshold"), .init("with the planned samples")])
        for threshold in forecast.thresholds {
            table.append([
                "\(threshold.scorer) in \(threshold.condition) \(threshold.bound.rawValue) \(Self.percent(threshold.rate))",
                Self.text(of: threshold),
            ])
        }
        return table.lines.map { " " + $0 }
    }

    private static func text(of threshold: ThresholdForecast) -> String {
        let best = threshold.bound == .atMost ? 0 : threshold.samples
        let side = threshold.bound == .atMost ? "at most" : "at least"
        let reach = "\(best) of \(threshold.samples) would show \(side) \(percent(threshold.bestBound))"
        if threshold.canBeShown { return reach }
        return reach
            + (threshold.samplesNeeded.map { "; \($0) samples are needed" } ?? "; no number of samples shows it")
    }

    private var problems: [String] {
        forecast.warnings.flatMap { WrappedText.hanging(" ! ", $0.printable, width: width) }
            + forecast.problems.flatMap { WrappedText.hanging(" ✗ ", $0.printable, width: width) }
    }

    private func section(_ name: String, _ text: String) -> [String] {
        let start = " " + name.padding(toLength: 10, withPad: " ", startingAt: 0) + " "
        return WrappedText.hanging(start, text.printable, width: width)
    }

    private static func percent(_ rate: Double) -> String {
        let text = String(format: "%.1f", 100 * rate)
        return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
    }
}

extension Amount {
    /// `440`, `about 440` or `at most 440`.
    var text: String {
        func grouped(_ count: Int) -> String { count.formatted(.number.locale(Locale(identifier: "en_US"))) }
        if isExact { return grouped(atMost) }
        return expected.map { "about \(grouped($0))" } ?? "at most \(grouped(atMost))"
    }

    fileprivate var cell: String { self == .zero ? "" : text }
}

extension TimeForecast {
    /// `42 s`, `20 s – 2 min`, or `at most 2 min`.
    fileprivate var cell: String {
        if basis == .nothing { return unknown.isEmpty ? "" : "not known" }
        let (from, to) = (Self.text(low), Self.text(high))
        return low <= 0 ? "at most \(to)" : from == to ? from : "\(from) – \(to)"
    }

    private static func text(_ seconds: Double) -> String {
        switch seconds {
        case ..<1: "1 s"
        case ..<100: "\(Int(seconds.rounded())) s"
        case ..<6_000: "\(Int((seconds / 60).rounded())) min"
        case ..<360_000: String(format: "%.1f h", seconds / 3_600)
        default: String(format: "%.1f days", seconds / 86_400)
        }
    }
}
