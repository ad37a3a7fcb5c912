import Foundation
import Provenance
import Testing

@testable import Organisms

@Suite struct FixedFunctionTests {
    @Test func aRowIsRead() throws {
        var row = [
            "func_name": "find", "file_name": "app/db.py", "vul_type": "cwe-089", "func_src_before": "a",
            "func_src_after": "b",
            "commit_link": "host/repository/commit/1",
        ]
        let line = try jsonLine(row)
        try temporaryLines([line]) { url in
            let function = try #require(try FixedFunction.read(url).first)
            #expect(function.weakness == "CWE-89" && function.isPython && function.vulnerable == "a")
            #expect(function.fixed == "b" && function.name == "find")
        }
        row["vul_type"] = "sql"
        let wrong = try jsonLine(row)
        try temporaryLines([line, wrong]) { url in
            let error = #expect(throws: JSONLinesError.self) { try FixedFunction.read(url) }
            #expect(error?.line == 2 && error?.description.contains("found sql") == true)
        }
    }

    @Test(.enabled(if: SharedData.isThere(SharedData.fixed), "needs ../shared/data/sven"))
    func realFunctionsAreCounted() throws {
        let functions = try SharedData.fixed.map { try FixedFunction.read($0) }
        #expect(functions.map(\.count) == [51, 95, 45, 184])
        #expect(functions.map { $0.count(where: \.isPython) } == [29, 91, 38, 184])
        #expect(functions.map { Set($0.map(\.weakness)) } == [["CWE-22"], ["CWE-78"], ["CWE-79"], ["CWE-89"]])
        #expect(functions.joined().allSatisfy { $0.vulnerable != $0.fixed && !$0.vulnerable.isEmpty })
    }
}
