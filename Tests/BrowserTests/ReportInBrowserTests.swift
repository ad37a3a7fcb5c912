import Foundation
import Testing

@Suite(.enabled(if: Browser.isInstalled, "needs Chromium and Playwright: make setup-browser"))
struct ReportInBrowserTests {
    @Test func aReportOfHostileTextsRunsNothingAndShowsEach() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).html")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(HostileReport.text(HostileText.all()).utf8).write(to: file)
        try await Browser.run("report.py", file.path, HostileText.file.path)
    }
}
