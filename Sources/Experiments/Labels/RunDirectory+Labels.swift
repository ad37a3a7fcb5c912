import Foundation
import Provenance

extension RunDirectory {
    /// The labels that people gave, one a line, in the order in which they were given.
    package static let labels = "labels.jsonl"

    /// Adds a label. One that the same person gave to the same transcript before stays in the file, and no longer counts.
    package func append(_ label: HumanLabel) throws {
        let writer = try JSONLinesWriter<HumanLabel>(appendingTo: file(Self.labels))
        try writer.append(label)
        try writer.sync()
    }

    /// The labels that count: the last by each person on each transcript and question, in the order in which they were first
    /// given.
    package func readLabels() throws -> [HumanLabel] {
        guard has(Self.labels) else { return [] }
        var labels: [HumanLabel] = []
        var places: [LabelKey: Int] = [:]
        for label in try read(HumanLabel.self, from: Self.labels) {
            let key = LabelKey(transcript: label.transcript, question: label.question, labeller: label.labeller)
            if let place = places[key] {
                labels[place] = label
            } else {
                places[key] = labels.count
                labels.append(label)
            }
        }
        return labels
    }
}

private struct LabelKey: Hashable {
    let transcript: String
    let question: String
    let labeller: String
}
