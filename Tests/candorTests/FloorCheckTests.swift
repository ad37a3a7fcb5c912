import Foundation
import Testing

/// `Benchmarks/check` fails where a result is below its floor, and only there.
@Suite struct FloorCheckTests {
    @Test func resultsOnTheRightSideOfTheirFloorsPass() throws {
        let (status, text) = try check([
            ["row": "training", "score": 1.3, "atMost": false], ["row": "growth", "score": 0.9, "atMost": true],
            ["row": "new", "score": 0.1, "atMost": false],
        ])
        #expect(status == 0, "\(text)")
    }

    @Test(arguments: [
        ["row": "training", "score": "1.1", "atMost": "false"], ["row": "growth", "score": "1.2", "atMost": "true"],
        ["row": "training", "score": "9", "atMost": "false", "problem": "ours and the peers differ in digest"],
        ["row": "training", "atMost": "false"],
    ])
    func aResultBelowItsFloorOrWithoutAComparisonFails(result: [String: String]) throws {
        var values: [String: Any] = ["row": try #require(result["row"]), "atMost": result["atMost"] == "true"]
        values["score"] = result["score"].flatMap(Double.init)
        values["problem"] = result["problem"]
        let (status, text) = try check([values])
        #expect(status == 1)
        #expect(text.contains("\(try #require(result["row"])):"))
    }

    @Test func everyFloorBelongsToARow() throws {
        for kind in ["cpu", "gpu"] {
            let floors = try JSONSerialization.jsonObject(
                with: Data(contentsOf: Self.folder.appending(path: "floors.json")))
            let names = try #require((floors as? [String: [String: Double]])?[kind]).keys
            let script = try String(contentsOf: Self.folder.appending(path: kind), encoding: .utf8)
            for name in names {
                // Rows such as sampling-7b are made of their kind and a size.
                let kind = name.prefix { $0 != "-" }
                #expect(script.contains("\"\(kind)"), "no row is named \(name)")
            }
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Benchmarks")

    /// What the script says of results, with floors of 1.2 for training, from below, and 1 for growth, from above.
    private func check(_ results: [[String: Any]]) throws -> (status: Int32, text: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "floors-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, floors) = (folder.appending(path: "results.json"), folder.appending(path: "floors.json"))
        try JSONSerialization.data(withJSONObject: results).write(to: file)
        try Data(#"{"cpu": {"training": 1.2, "growth": 1}}"#.utf8).write(to: floors)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", Self.folder.appending(path: "check").path, "cpu", file.path, "--floors", floors.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
