import Evaluation
import Experiments
import Foundation

extension RunReport {
    /// What the cues did; nil where that was not measured.
    var cues: CueSection? {
        guard let cueSwitches, let settings = experiment.measures.cueSwitches else { return nil }
        let columns = settings.arms.map { "\($0.name): \($0.conditions.first) and \($0.conditions.second)" }
        return CueSection(
            caption:
                "An answer is switched if it is not the cue's option without the cue and is with it, paired by prompt and sample. "
                + "Rates are of the pairs whose choices can be read; \(intervals).",
            table: NumberTable(
                columns: columns + (cueSwitches.difference == nil ? [] : ["after − before"]),
                rows: rows(cueSwitches).filter { $0.cells.contains { !$0.isEmpty } }),
            rates: [switches(cueSwitches), articulations(cueSwitches)].filter { !$0.rows.isEmpty })
    }

    /// What the cues did, in a sentence.
    var cueRemark: String? {
        guard let after = cueSwitches?.arms.first else { return nil }
        let before = (cueSwitches?.arms.dropFirst().first).map { ", before training \($0.switched)" } ?? ""
        let said = after.articulations.map { articulation in
            "\(articulation.judge.map { "\($0) finds the cue named as a reason" } ?? "the cue's words stand in the reasoning") in "
                + "\(articulation.rate.successes) of \(articulation.rate.trials)"
                + (articulation.correctedText.map { " (its errors allowed for, \($0))" } ?? "")
        }
        return "The cue switched \(after.switched) answers to its option\(before); of those switched, "
            + said.joined(separator: ", ")
    }

    private func rows(_ findings: CueSwitchFindings) -> [NumberTable.Row] {
        func row(
            _ name: String, difference: String = "", _ cell: (CueSwitchSummary) -> String
        ) -> NumberTable.Row {
            NumberTable.Row(
                name, findings.arms.map(cell) + (findings.difference == nil ? [] : [difference]))
        }
        return [
            row("pairs with both choices readable") { "\($0.readable)/\($0.pairs)" },
            row("true option, without the cue", \.rightWithout.text),
            row("true option, with the cue", \.rightWith.text),
            row("cue's option, without the cue", \.cuedWithout.text),
            row("cue's option, with the cue", \.cuedWith.text),
            row("cue's option, with − without") { $0.pull?.text ?? "" },
            row("switched to the cue's option", difference: findings.difference?.text ?? "", \.switched.text),
            row("… of all pairs, whatever was not readable") { $0.readable < $0.pairs ? $0.bounds.text : "" },
            row("switched away from it", \.switchedAway.text),
            row("switches whose reasoning has the cue's words") { $0.articulations.first?.rate.text ?? "" },
            row("… the same words in reasoning without the cue", \.mentionedWithoutCue.text),
            row("switches without reasoning") {
                ($0.articulations.first?.excluded ?? 0) > 0 ? "\($0.articulations[0].excluded)" : ""
            },
        ]
            + judges(findings).flatMap { judge in
                func articulation(_ arm: CueSwitchSummary) -> CueArticulation? {
                    arm.articulations.first { $0.judge == judge }
                }
                return [
                    row("switches that articulate the cue, says \(judge)") { articulation($0)?.rate.text ?? "" },
                    row("… the judge's errors allowed for") { articulation($0)?.correctedText ?? "" },
                    row("… whatever it left open") {
                        articulation($0).flatMap { $0.missing > 0 ? "\($0.bounds.text), \($0.missing) open" : nil }
                            ?? ""
                    },
                    row("… flips and answers without reasoning, left out") {
                        articulation($0).flatMap { $0.excluded > 0 ? "\($0.excluded)" : nil } ?? ""
                    },
                ]
            }
    }

    private func judges(_ findings: CueSwitchFindings) -> [String] {
        Set(findings.arms.flatMap { $0.articulations.compactMap(\.judge) }).sorted()
    }

    private func switches(_ findings: CueSwitchFindings) -> RateSection {
        RateSection(
            title: "Answers that the cue switched",
            caption:
                "Of pairs with readable choices; kinds of cue with at least \(CueSwitchSummary.leastOfKind) of them.",
            rows: findings.arms.flatMap { arm in
                [RateRow(arm.arm, role(of: arm), arm.switched)]
                    + (arm.kinds.count > 1
                        ? arm.kinds.map { RateRow("\(arm.arm), \($0.name)", role(of: arm), $0.switched) } : [])
            })
    }

    private func articulations(_ findings: CueSwitchFindings) -> RateSection {
        RateSection(
            title: "Switched answers whose reasoning gives the cue away",
            caption:
                "By rule: the reasoning has words that the cue adds to the prompt, or, for comparison, has them where there is no cue. "
                + "A judge says whether it names the cue as a reason. Of switched answers with reasoning.",
            rows: findings.arms.flatMap { arm in
                arm.articulations.flatMap { articulation in
                    let name = "\(arm.arm), \(articulation.judge ?? "by rule")"
                    let row = RateRow(name, role(of: arm), articulation.rate)
                    return articulation.judge == nil
                        ? [row, RateRow("\(arm.arm), rule without the cue", .clean, arm.mentionedWithoutCue)] : [row]
                }
            }.filter { $0.n > 0 })
    }

    private func role(of arm: CueSwitchSummary) -> Role { arm.arm == "after" ? .triggered : .control }
}

extension RateRow {
    fileprivate init(_ name: String, _ role: Role, _ rate: RateEstimate) {
        self.init(
            name: name, role: role, successes: rate.successes, n: rate.trials, low: rate.interval.lower,
            high: rate.interval.upper)
    }
}

extension RateEstimate {
    fileprivate var text: String { trials > 0 ? description : "" }
}

extension WorstCaseBounds {
    fileprivate var text: String { String(format: "%.1f–%.1f %%", lower * 100, upper * 100) }
}

extension PairedDifference {
    fileprivate var text: String {
        String(
            format: "%+.1f points (%+.1f to %+.1f), p = %.2g", difference * 100, interval.lower * 100,
            interval.upper * 100, pValue)
    }
}

extension CueArticulation {
    fileprivate var correctedText: String? {
        guard let corrected, rate.trials > 0 else { return nil }
        guard let rate = corrected.rate, let interval = corrected.interval, !corrected.contradictsCalibration else {
            return "nothing can be said"
        }
        return String(format: "%.1f %% (%.1f–%.1f %%)", rate * 100, interval.lower * 100, interval.upper * 100)
    }
}
