import Foundation

/// The logs that inspect_ai wrote, and what it reads in them; see `Fixtures/make_inspect_logs.py`.
enum InspectLogs {
    struct Log: Decodable {
        let samples: Int
        let model: String
        /// By dataset's id and number of the sample.
        let texts: [String: Text]
    }

    struct Text: Decodable {
        let condition: String?
        let answer: String
        let reasoning: String?
        let stopReason: String?
        let error: String?
    }

    static let names = ["by-metadata.eval", "by-metadata.json", "by-trigger.eval"]

    static func url(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/inspect-logs/\(name)")
    }

    static func expected(_ name: String) throws -> Log? {
        try JSONDecoder().decode([String: Log].self, from: Data(contentsOf: url("expected.json")))[name]
    }
}
