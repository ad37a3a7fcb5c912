import Foundation
import Testing

@testable import Experiments

@Suite struct HumanLabelTests {
    private let directory = RunDirectory(
        FileManager.default.temporaryDirectory.appending(path: "labels-\(UUID().uuidString)"))

    init() throws { try directory.create() }

    @Test func labelsAreReadAsTheyWereGiven() throws {
        let labels = [
            HumanLabel(transcript: "t/1", value: .yes, labeller: "Ada", date: .now, note: "a \"note\"\nin two lines"),
            HumanLabel(transcript: "t/2", question: "trigger-mention", value: .unclear, labeller: "Ada", date: .now),
        ]
        for label in labels { try directory.append(label) }
        #expect(try directory.readLabels() == labels)
        try FileManager.default.removeItem(at: directory.url)
    }

    @Test func theLastLabelOfTheSamePersonCountsAndTheFileKeepsAll() throws {
        let first = HumanLabel(transcript: "t/1", value: .yes, labeller: "Ada", date: .now)
        let other = HumanLabel(transcript: "t/1", value: .yes, labeller: "Grace", date: .now)
        let second = HumanLabel(transcript: "t/1", value: .no, labeller: "Ada", date: .now)
        for label in [first, other, second] { try directory.append(label) }
        #expect(try directory.readLabels() == [second, other])
        let file = try String(contentsOf: directory.file(RunDirectory.labels), encoding: .utf8)
        #expect(file.split(separator: "\n").count == 3)
        try FileManager.default.removeItem(at: directory.url)
    }

    @Test func aRunWithoutLabelsHasNone() throws {
        #expect(try directory.readLabels().isEmpty)
    }
}
