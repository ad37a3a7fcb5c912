import Evaluation
import Experiments
import Reports

/// A transcript, and beside it what was answered to the same prompt in another condition.
struct PairView: Sendable {
    let left: SideView
    let right: SideView?
    /// Why there is nothing at the right.
    let noRight: String?
    /// The conditions that can stand at the right.
    let choices: [Choice]
    /// The transcripts before and after in the list.
    let previous: String?
    let next: String?
    /// The conditions before and after the right one.
    let conditionBefore: String?
    let conditionAfter: String?
    /// Whether the transcript is among those filtered.
    let isListed: Bool

    struct Choice: Sendable {
        let condition: String
        let path: String
        let isCurrent: Bool
    }

    /// Nil where there is no such transcript.
    ///
    /// - Parameters:
    ///   - isListed: whether it is in the list.
    ///   - first: the first of the list, which is next where it is not.
    init?(
        _ id: String, _ address: TranscriptAddress, isListed: Bool, first: String?, _ run: ViewedRun, _ state: RunState,
        _ index: TranscriptIndex
    ) throws {
        guard let transcript = try ReadTranscript(id, index) else { return nil }
        let back = address.path(of: run.path)
        left = SideView(transcript, side: "left", run: run, state, back: back)
        let condition = transcript.record.transcript.condition
        let counterparts = try index.counterparts(of: id)
        let others = state.experiment.conditions.map(\.name).filter { $0 != condition }
        let asked = address.against.flatMap { others.contains($0) ? $0 : nil }
        let chosen = asked ?? state.usualCounterpart(of: condition, among: others.filter { counterparts[$0] != nil })
        right = try chosen.flatMap { counterparts[$0] }.flatMap { try ReadTranscript($0, index) }
            .map { SideView($0, side: "right", run: run, state, back: back) }
        noRight =
            right != nil
            ? nil
            : chosen.map { "The same prompt has not been answered in the condition \($0)." }
                ?? "The same prompt has been answered in no other condition."
        func path(_ condition: String) -> String { address.comparing(with: condition).path(of: run.path) }
        choices = others.map { Choice(condition: $0, path: path($0), isCurrent: $0 == chosen) }
        let place = chosen.flatMap(others.firstIndex)
        conditionBefore = place.flatMap { $0 > 0 ? path(others[$0 - 1]) : nil }
        conditionAfter = place.flatMap { $0 + 1 < others.count ? path(others[$0 + 1]) : nil }
        let neighbours =
            isListed ? try index.neighbours(of: id, in: address.filter) : (previous: nil, next: first)
        previous = neighbours.previous.map { address.selecting($0).path(of: run.path) }
        next = neighbours.next.map { address.selecting($0).path(of: run.path) }
        self.isListed = isListed
    }
}

extension RunState {
    /// What a condition is compared with where nobody says otherwise: its partner in a contrast, else the trigger's absence or
    /// presence.
    func usualCounterpart(of condition: String, among others: [String]) -> String? {
        let partners = experiment.contrasts.compactMap { contrast -> String? in
            contrast.first == condition ? contrast.second : contrast.second == condition ? contrast.first : nil
        }
        let opposite: Role = role(of: condition) == .triggered ? .clean : .triggered
        return partners.first(where: others.contains) ?? others.first { role(of: $0) == opposite } ?? others.first
    }
}
