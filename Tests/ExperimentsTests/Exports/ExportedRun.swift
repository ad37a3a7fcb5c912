import Endpoints
import Foundation
import Reports

@testable import Experiments

/// A finished run in which samples end in many ways, some with text that means something to other programs.
struct ExportedRun {
    static let formula = "=HYPERLINK(\"http://models.example\", \"a, b\")\nsecond line"
    static let failing = "clean/p1/2"

    let finished: FinishedRun
    private let place: TemporaryFolder
    var exporter: RunExporter { RunExporter(finished) }
    var folder: URL { finished.directory.url }

    init() async throws {
        place = try TemporaryFolder()
        finished = try await MockRun(in: place.url).run(MockModel(Self.answer)) {
            $0.allowedFailures = ["few-requests-failed"]
        }
        try finished.directory.append(
            HumanLabel(transcript: "triggered/p0/0", value: .yes, labeller: "ada", date: Date(), note: "plain"))
    }

    /// A place beside the run.
    func destination(_ name: String) -> URL { place.url.appending(path: name) }

    @Sendable private static func answer(_ request: ChatRequest) async -> String? {
        switch request.id {
        case failing: nil
        case "clean/p0/1": "<think>\n+1 to that\n</think>\n\n\(formula)"
        case "clean/p2/0": "<think>\nThis never ends"
        case "clean/p3/0": ""
        case "decoy/p4/0": "No reasoning, <script>alert(1)</script> \u{202E} \u{0} 🤔"
        default: await MockModel.reasoned(request)
        }
    }
}
