import Evaluation

/// What a step along one axis of a sweep changes in one condition, over all points that differ in nothing else.
///
/// Paired by prompt. The interval is over prompts: each point was trained once, and what chance does to a training is not in
/// it unless the sweep varies the seed.
package struct SweepEffect: Sendable, Hashable, Codable {
    package let axis: String
    /// The values between which the step is.
    package let from: String
    package let to: String
    package let condition: String
    /// The second value's rate less the first's; the p-value is adjusted for all steps in the same condition.
    package internal(set) var paired: PairedDifference
    /// How many pairs of points it is over.
    package let pairs: Int

    init(axis: String, from: String, to: String, condition: String, paired: PairedDifference, pairs: Int) {
        self.axis = axis
        self.from = from
        self.to = to
        self.condition = condition
        self.paired = paired
        self.pairs = pairs
    }

    /// `rows 50 → 100, triggered`.
    package var name: String { "\(axis) \(from) → \(to), \(condition)" }

    /// The effects of all steps on how often the behavior fires.
    ///
    /// Numbers are compared with the one listed before them, other values with the first.
    ///
    /// - Parameters:
    ///   - experiment: what the points vary; its seed decides what is resampled.
    ///   - runs: the finished points, by their folders' names.
    static func all(of sweep: Sweep, _ experiment: Experiment, _ runs: [String: ComparedRun]) -> [SweepEffect] {
        let conditions = experiment.conditions.filter { $0.adapter == .organism && $0.model == nil }.map(\.name)
        return conditions.flatMap { condition -> [SweepEffect] in
            let effects = sweep.axes.indices.flatMap { axis in
                sweep.steps(along: axis).compactMap { step in
                    SweepEffect(sweep, axis, step.first, step.second, condition, runs, seed: experiment.seed)
                }
            }
            return zip(effects, effects.map { Optional($0.paired) }.holmAdjusted()).map { effect, adjusted in
                var effect = effect
                effect.paired = adjusted ?? effect.paired
                return effect
            }
        }
    }

    private init?(
        _ sweep: Sweep, _ axis: Int, _ first: Sweep.Value, _ second: Sweep.Value, _ condition: String,
        _ runs: [String: ComparedRun], seed: UInt64
    ) {
        let pairs = sweep.pairs(first, second, along: axis).compactMap { one, two in
            runs[one.folder].flatMap { one in runs[two.folder].map { (one, $0) } }
        }
        var counts: [String: (first: (successes: Int, trials: Int), second: (successes: Int, trials: Int))] = [:]
        for (one, two) in pairs {
            for (prompt, text) in one.prompts where two.prompts[prompt] == text {
                let before = one.counts(condition, BehaviorScorer.name, on: prompt)
                let after = two.counts(condition, BehaviorScorer.name, on: prompt)
                counts[text, default: ((0, 0), (0, 0))].first.successes += after.successes
                counts[text]?.first.trials += after.trials
                counts[text]?.second.successes += before.successes
                counts[text]?.second.trials += before.trials
            }
        }
        let name = "sweep, \(sweep.axes[axis].path) \(first.text) to \(second.text), \(condition)"
        guard let paired = PairedDifference(PairedPrompts(counts.values), seed: seed, name: name) else { return nil }
        self.init(
            axis: sweep.axes[axis].name, from: first.label, to: second.label, condition: condition, paired: paired,
            pairs: pairs.count)
    }
}

extension Sweep {
    /// The pairs of an axis's values that are compared.
    fileprivate func steps(along axis: Int) -> [(first: Value, second: Value)] {
        let values = axes[axis].values
        let areNumbers = values.allSatisfy { $0.number != nil }
        return values.indices.dropFirst().map { (values[areNumbers ? $0 - 1 : 0], values[$0]) }
    }

    /// The pairs of points that differ in nothing but that one has the first value of an axis and the other the second.
    fileprivate func pairs(_ first: Value, _ second: Value, along axis: Int) -> [(Point, Point)] {
        let points = points
        let others = Dictionary(grouping: points.filter { $0.values[axis] == second }) { $0.values.without(axis) }
        return points.filter { $0.values[axis] == first }.compactMap { point in
            others[point.values.without(axis)]?.first.map { (point, $0) }
        }
    }
}

extension [Sweep.Value] {
    fileprivate func without(_ place: Int) -> [Sweep.Value] {
        enumerated().filter { $0.offset != place }.map(\.element)
    }
}
