import Endpoints
import Foundation

/// How long something will take, from `low` to `high` seconds.
package struct TimeForecast: Sendable, Hashable, Encodable {
    /// What the figures come from.
    package enum Basis: String, Sendable, Hashable, Encodable, Comparable {
        /// There is nothing to compute.
        case nothing
        /// The times of earlier stages in the run's folder, on the same machine with the same model.
        case ownRates = "by this run's own rates"
        /// A short measurement of the machine and the number of operations.
        case arithmetic = "rough: by the machine's arithmetic, if it is quiet"

        private var rank: Int { [.nothing, .ownRates, .arithmetic].firstIndex(of: self) ?? 0 }

        package static func < (first: Self, second: Self) -> Bool { first.rank < second.rank }
    }

    package var low: Double
    package var high: Double
    package var basis: Basis
    /// The stages whose time is not known, and is left out.
    package var unknown: [String] = []

    package static let nothing = TimeForecast(low: 0, high: 0, basis: .nothing)

    package static func + (first: TimeForecast, second: TimeForecast) -> TimeForecast {
        TimeForecast(
            low: first.low + second.low, high: first.high + second.high, basis: max(first.basis, second.basis),
            unknown: first.unknown + second.unknown)
    }
}

/// Tells the time that a stage will take.
struct StageClock {
    private let run: RunContext
    private let machine: MachineResources
    private let ratesHold: Bool

    init(_ run: RunContext, machine: MachineResources, ratesHold: Bool) {
        self.run = run
        self.machine = machine
        self.ratesHold = ratesHold
    }

    func time(of stage: any Stage, _ work: Workload?, _ sizes: inout ModelSizes) -> TimeForecast {
        guard let work, work.computation != nil || work.endpoint != nil else { return .nothing }
        let tokens = work.completionTokens.atMost > 0 ? work.completionTokens : work.trainedTokens
        if let rate = ownRate(of: stage, work) {
            let (low, high) = (tokens.expected ?? 0, tokens.expected ?? tokens.atMost)
            return TimeForecast(low: rate * Double(low), high: rate * Double(high), basis: .ownRates)
        }
        guard let computation = work.computation, let size = sizes[computation.model],
            let speed = machine.speed(in: sizes.precision(of: computation.model))
        else { return TimeForecast(low: 0, high: 0, basis: .nothing, unknown: [stage.name]) }
        return Self.time(of: work, computation, size, speed)
    }

    private func ownRate(of stage: any Stage, _ work: Workload) -> Double? {
        guard ratesHold || work.endpoint != nil else { return nil }
        let model: ChosenModel? = work.endpoint.map(ChosenModel.endpoint) ?? work.computation.map { .local($0.model) }
        return model.flatMap { try? run.history(asking: $0).secondsPerToken(of: stage.name) }
    }

    /// The share of a machine's speed in large products that training and sampling reach.
    ///
    /// Benchmarks/RESULTS.md: 0.38–0.45 in training and 0.30–0.45 in sampling; a machine that is not quiet gives less.
    private static let efficiency = 0.2...0.5

    /// Two operations for each parameter and token that is read or written; four for each that is trained on, whose gradients go
    /// through frozen weights. One token at a time, the weights must come from memory in each pass.
    static func time(
        of work: Workload, _ computation: Workload.Computation, _ size: ModelSize, _ speed: MachineResources.Speed
    ) -> TimeForecast {
        let perToken = Double(size.configuration.multipliedParameterCount)
        func operations(_ written: Int, _ trained: Int) -> Double {
            perToken * (2 * Double(computation.prefilledTokens + written) + 4 * Double(trained))
        }
        let (written, trained) = (work.completionTokens, work.trainedTokens)
        let least = operations(written.expected ?? 0, trained.expected ?? 0) / speed.operationsPerSecond
        let most = operations(written.atMost, trained.atMost) / speed.operationsPerSecond
        let reading = Double(computation.passes * size.parameterCount * speed.bytesPerParameter)
        let isWritten = written.expected != nil && written.atMost > 0
        return TimeForecast(
            low: least / efficiency.upperBound
                + (isWritten
                    ? reading * Double(written.expected ?? 0) / Double(written.atMost)
                        / speed.bytesPerSecond.upperBound : 0),
            high: most / efficiency.lowerBound + reading / speed.bytesPerSecond.lowerBound, basis: .arithmetic)
    }
}
