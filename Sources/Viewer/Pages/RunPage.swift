import Experiments
import Foundation
import Reports

/// One run: what it found, whether that can be believed, and how far it is.
struct RunPage: Page {
    static let template = "run"

    let page = "run"
    let title: String
    let run: RunHeader
    let finding: HTML?
    let remarks: [String]
    let failure: String?
    let live: LiveProgress?
    /// What tells the page that more was done.
    let version: String
    let standing: RunStanding
    let proofs: [ProofGroup]
    let recipe: [Fact]
    let rates: HTML?
    let faithfulness: HTML?
    let training: HTML?
    let detectors: HTML?
    let detectorFacts: [Fact]
    let outcomes: HTML?
    let stages: [StageLine]
    let reproduction: [Fact]
    /// Where reading begins: what was triggered, beside the same prompts without.
    let transcripts: String
    let hasReport: Bool
    let hasRows: Bool

    init(_ run: ViewedRun, _ state: RunState, _ live: LiveStage?) {
        let report = state.report
        title = state.experiment.name
        self.run = RunHeader(run, state)
        standing = RunStanding(state, live, isBusy: run.directory.owner != nil)
        self.live = live.map { LiveProgress($0) }
        version = state.version
        finding = report.map { HTML(sentence: $0.finding) }
        remarks = report?.remarks ?? []
        failure = state.failure
        proofs = ProofGroup.groups(of: state.manifest)
        recipe = state.experiment.recipeFacts
        rates = report?.figures(.rates).unlessEmpty
        faithfulness = report?.figures(.faithfulness).unlessEmpty
        training = report?.figures(.training).unlessEmpty
        detectors = report?.figures(.detectors).unlessEmpty
        detectorFacts = report?.detectors ?? []
        outcomes = report?.figures(.outcomes).unlessEmpty
        stages = StageLine.lines(of: state, live)
        reproduction = report?.reproduction ?? []
        transcripts =
            "\(run.path)/transcripts?" + FormFields.encoded(["condition": state.condition(.triggered)])
        hasReport = run.directory.has(RunReport.file)
        hasRows = run.directory.has("dataset.jsonl")
    }
}

/// The line above every page of a run.
struct RunHeader: Sendable {
    let name: String
    let path: String
    let experiment: String
    let seed: String
    let proofs: ProofCount?
    let triggered: String?
    let clean: String?

    init(_ run: ViewedRun, _ state: RunState) {
        name = run.name
        path = run.path
        experiment = state.experiment.name
        seed = String(state.experiment.seed)
        proofs = ProofCount(state.proofs)
        triggered = state.rate(.triggered)?.countText
        clean = state.rate(.clean)?.countText
    }
}

/// The stage that is under way, as page and script show it.
struct LiveProgress: Sendable, Codable {
    let stage: String
    let text: String
    /// From 0 to 1, where it is known.
    let fraction: String?
    let latest: [Latest]

    struct Latest: Sendable, Codable {
        let id: String
        let prompt: String
        let answer: String
    }

    init(_ live: LiveStage) {
        stage = live.name
        text = live.text()
        fraction = live.done.flatMap { done in
            live.total.map { String(format: "%.3f", min(1, Double(done) / Double(max($0, 1)))) }
        }
        latest = live.latest.map { sample in
            let completion = sample.transcript.completion
            return Latest(
                id: sample.id, prompt: String(sample.prompt.prefix(120)).withInvisiblesShown,
                answer: String((completion.part(completion.answerRange) ?? "").prefix(160)).withInvisiblesShown)
        }
    }
}

/// The proofs of one stage.
struct ProofGroup: Sendable {
    let stage: String
    /// `12/12 ✓`.
    let count: String
    let isPassed: Bool
    let proofs: [Line]

    struct Line: Sendable {
        let name: String
        let measured: String
        let expected: String
        let kind: String
        let verdict: String
        /// What a failure means; nil where there is none.
        let meaning: String?
        let evidence: String?
    }

    static func groups(of manifest: RunManifest) -> [ProofGroup] {
        manifest.stages.filter { !$0.proofs.isEmpty }.map { stage in
            let passed = stage.proofs.count(where: \.passed)
            let isPassed = passed == stage.proofs.count
            return ProofGroup(
                stage: stage.name, count: "\(passed)/\(stage.proofs.count) \(isPassed ? "✓" : "✗")",
                isPassed: isPassed, proofs: stage.proofs.map { line($0, manifest) })
        }
    }

    private static func line(_ proof: Proof, _ manifest: RunManifest) -> Line {
        let isOverridden = manifest.allowedFailures.contains(proof.name)
        return Line(
            name: proof.name, measured: proof.measured, expected: proof.expected,
            kind: proof.passed ? "passed" : "failed",
            verdict: proof.passed ? "✓ passed" : isOverridden ? "✗ failed, overridden" : "✗ failed",
            meaning: proof.passed ? nil : proof.meaning,
            evidence: proof.passed || proof.evidence.isEmpty ? nil : proof.evidence.joined(separator: ", "))
    }
}

/// What became of one stage.
struct StageLine: Sendable {
    let name: String
    let kind: String
    let mark: String
    let text: String
    let time: String?

    static func lines(of state: RunState, _ live: LiveStage?) -> [StageLine] {
        state.stages.map { stage in
            if let record = state.manifest.record(of: stage.name) {
                return StageLine(
                    name: stage.name, kind: "done", mark: "✓", text: record.summary,
                    time: LiveStage.clock(record.seconds))
            }
            if let failure = state.manifest.failures[stage.name] {
                return StageLine(name: stage.name, kind: "failed", mark: "✗", text: failure, time: nil)
            }
            if let live, live.name == stage.name {
                return StageLine(name: stage.name, kind: "running", mark: "▸", text: live.text(), time: nil)
            }
            return StageLine(name: stage.name, kind: "pending", mark: "·", text: "to come", time: nil)
        }
    }
}

extension HTML {
    fileprivate var unlessEmpty: HTML? { text.isEmpty ? nil : self }
}
