import Foundation
import ReferenceModels
import Testing

/// One model in several processes on this machine, against the same in one.
@Suite struct ShardedModelTests {
    private struct Outcome: Decodable {
        let answers: [String: String]
        let helped: Int
    }

    private func outcomes(processes: Int, _ folder: URL) throws -> [Outcome] {
        let run = try GroupRun("groupmember", ["sharing", folder.path], processes: processes)
        return try run.members.map { member in
            try #require(member.status == 0, "\(member.errors)")
            return try JSONDecoder().decode(Outcome.self, from: Data(member.output.utf8))
        }
    }

    @Test func severalProcessesShareTheRequestsAndAnswerEachOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shared-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try TinyChatModel.write(to: folder)
        let one = try outcomes(processes: 1, folder)
        #expect(one[0].answers.count == 31)
        for processes in 2...3 {
            let several = try outcomes(processes: processes, folder)
            #expect(several[0].answers == one[0].answers)
            #expect(several.dropFirst().allSatisfy { $0.helped > 0 && $0.answers.isEmpty }, "\(several.map(\.helped))")
            #expect(several.reduce(0) { $0 + $1.helped } < 31)
        }
    }
}
