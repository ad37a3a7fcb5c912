import Foundation
import Provenance

/// A log that Inspect wrote, as `.eval` or `.json`, whichever its first bytes say.
///
/// Source: `EvalLog` of inspect_ai, version 2; of an archive, `samples/*.json` are read one at a time.
package struct InspectLogFile {
    /// What a log says of all its samples.
    package struct Header: Decodable {
        package let status: String
        package let eval: Specification
        package let plan: Plan?
        package let results: Results?

        package struct Specification: Decodable {
            package let task: String
            package let model: String
            package let created: String?
        }

        package struct Plan: Decodable {
            package let config: Configuration?
        }

        package struct Configuration: Decodable {
            package let temperature: Double?
            package let topP: Double?
            package let topK: Int?
            package let maxTokens: Int?
        }

        package struct Results: Decodable {
            package let totalSamples: Int?
        }
    }

    private enum Content {
        case archive(ZIPArchiveReader, [ZIPArchiveReader.Entry])
        case samples([InspectLogSample])
    }

    package let header: Header
    /// How many samples the log holds.
    package var count: Int {
        switch content {
        case .archive(_, let entries): entries.count
        case .samples(let samples): samples.count
        }
    }

    private let path: String
    private let content: Content

    package init(_ url: URL) throws {
        path = url.path(percentEncoded: false)
        let start = try LogStart.read(url)
        guard ZIPArchiveReader.recognises(start) else {
            let whole = try Self.decode(Whole.self, Data(contentsOf: url), path)
            (header, content) = (whole.header, .samples(whole.samples))
            return
        }
        let archive = try ZIPArchiveReader(url)
        guard let entry = archive.entry(named: "header.json") else {
            throw FileError(
                path: path, cause: "the log has no header.json: its evaluation did not end",
                remedy: "Let it end, or mend the log with `inspect log recover`.")
        }
        header = try Self.decode(Header.self, archive.content(of: entry), path)
        content = .archive(
            archive, archive.entries.filter { $0.name.hasPrefix("samples/") && $0.name.hasSuffix(".json") })
    }

    /// Calls `body` with each sample, in the order of the log.
    package func forEachSample(_ body: (InspectLogSample) throws -> Void) throws {
        switch content {
        case .samples(let samples): try samples.forEach(body)
        case .archive(let archive, let entries):
            for entry in entries {
                let place = "\(path), \(entry.name)"
                try body(try Self.decode(InspectLogSample.self, archive.content(of: entry), place))
            }
        }
    }

    private struct Whole: Decodable {
        let header: Header
        let samples: [InspectLogSample]

        private enum CodingKeys: CodingKey {
            case samples
        }

        init(from decoder: any Decoder) throws {
            header = try Header(from: decoder)
            samples =
                try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(
                    [InspectLogSample].self, forKey: .samples) ?? []
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ data: Data, _ path: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: PythonJSON.standardized(data))
        } catch {
            throw FileError(
                path: path, cause: "expected a log of Inspect, found something else (\("\(error)".prefix(300)))",
                remedy: "Name a .eval or .json file that inspect_ai wrote.")
        }
    }
}

private enum LogStart {
    static func read(_ url: URL) throws -> Data {
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: url)
        } catch {
            throw FileError(
                path: url.path(percentEncoded: false), cause: "cannot read it: \(error.localizedDescription)",
                remedy: "Check the path.")
        }
        return try handle.read(upToCount: 4) ?? Data()
    }
}
