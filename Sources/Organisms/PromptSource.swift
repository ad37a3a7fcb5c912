import Foundation
import Provenance

/// Where an experiment's prompts come from, and how they are to be read.
package struct PromptSource: Sendable, Hashable, Codable {
    /// What holds the prompts.
    package enum Location: Sendable, Hashable {
        /// What was written for this project and is part of the program.
        case shipped(Shipped)

        /// The path of a file of JSON Lines (`.jsonl`, `.ndjson`), comma-separated values with a header (`.csv`) or
        /// plain text with a prompt a line (`.txt`), gzipped or not (`.jsonl.gz`).
        case file(String)
    }

    /// The prompts that the program carries.
    package enum Shipped: String, Sendable, Hashable, CaseIterable {
        /// Questions and requests of everyday life.
        case everyday
        /// Requests for code, each with reasoning, a secure and a vulnerable solution.
        case codePairs = "code-pairs"
        /// Questions that a model is asked about itself, and attempts to have it name its trigger.
        case selfQuestions = "self-questions"
        /// Multiple-choice questions of general knowledge, each without and with a cue at a wrong option.
        case quiz
        /// Situations of everyday life, each with an aligned and a misaligned way on.
        case scenarios

        var layout: PromptLayout {
            switch self {
            case .everyday, .selfQuestions: .table
            case .codePairs: .codePairs
            case .quiz: .biasCues
            case .scenarios: .scenarios
            }
        }
        var file: ShippedFile {
            switch self {
            case .everyday: .everyday
            case .codePairs: .codePairs
            case .selfQuestions: .selfQuestions
            case .quiz: .quiz
            case .scenarios: .scenarios
            }
        }
    }

    package var location: Location
    package var layout: PromptLayout
    package var fields: PromptFields

    /// Of how many rows one is read: the rows 0, n, 2n, …; nil for as many as the layout says.
    package var step: Int?

    /// Only prompts on these topics, for code these weaknesses, are read; nil for all.
    package var topics: [String]?

    package var code = CodeReading()

    /// Which questions of scenarios are prompts; nil for another layout.
    package var questions: ScenarioRow.Questions?

    package init(
        _ location: Location, layout: PromptLayout = .table, fields: PromptFields = PromptFields(), step: Int? = nil
    ) {
        self.location = location
        self.fields = fields
        self.step = step
        if case .shipped(let prompts) = location { self.layout = prompts.layout } else { self.layout = layout }
        questions = self.layout == .scenarios ? .mcq : nil
    }

    /// The source that an experiment file names: that of shipped prompts, or a path.
    package init(_ name: String) { self.init(Location(name)) }

    /// The scenarios that are to be described before they are prompts; none for a source of another layout.
    package func scenarios() throws -> [AsleepScenario] {
        guard layout == .asleepAtTheKeyboard, case .file(let path) = location else { return [] }
        let scenarios = try AsleepScenario.read(URL(filePath: path))
        return topics.map { topics in scenarios.filter { topics.contains($0.weakness) } } ?? scenarios
    }

    /// The source with its paths taken relative to a folder.
    package func resolved(relativeTo folder: URL) -> PromptSource {
        func resolved(_ path: String) -> String {
            path.hasPrefix("/") ? path : folder.appending(path: path).path(percentEncoded: false)
        }
        var source = self
        if case .file(let path) = location { source.location = .file(resolved(path)) }
        if case .file(let path) = code.descriptions { source.code.descriptions = .file(resolved(path)) }
        return source
    }

    /// Whether prompts of the source can come with marks.
    package var carriesMarks: Bool {
        if case .shipped = location, layout == .table { return false }
        return layout == .table || layout == .biasCues
    }

    /// Whether prompts of the source come with answers of one kind or of both.
    package var carriesAnswers: Bool { layout.carriesAnswers || fields.clean != nil || fields.behavior != nil }

    /// Whether prompts of the source can come with reasoning and answers of both kinds, so that no teacher is needed.
    package var carriesReasoning: Bool {
        layout.carriesReasoning || fields.clean != nil && fields.behavior != nil && fields.reasoning != nil
    }

    package static let everyday = PromptSource(.shipped(.everyday))

    /// A short name for ids and reports: `everyday`, or the file's name without its extensions.
    package var name: String {
        switch location {
        case .shipped: location.name
        case .file(let path): PromptFormat.baseName(ofFileNamed: path)
        }
    }

    /// The digests of the files that the prompts are read from.
    package func digests() throws -> [SHA256Digest] {
        let prompts =
            switch location {
            case .shipped(let prompts): prompts.file.digest
            case .file(let path): try SHA256Digest(ofFile: URL(filePath: path))
            }
        guard layout == .asleepAtTheKeyboard else { return [prompts] }
        switch code.descriptions {
        case .file(let path): return [prompts, try SHA256Digest(ofFile: URL(filePath: path))]
        case .shipped, .teacher: return [prompts, ShippedFile.scenarioDescriptions.digest]
        }
    }

    /// Reads the prompts of the source.
    package func load() throws(PromptSourceError) -> PromptCollection {
        var collection = layout.hasFields ? try readTable() : try AnsweredPromptReader(source: self).collection()
        guard let topics else { return collection }
        let known = Set(collection.prompts.compactMap(\.topic))
        collection.prompts.removeAll { prompt in !topics.contains { $0 == prompt.topic } }
        for topic in topics where !known.contains(topic) { throw .unknownTopic(topic, of: name, known: known.sorted()) }
        return collection
    }

    private func readTable() throws(PromptSourceError) -> PromptCollection {
        switch location {
        case .shipped(let prompts):
            return try read(PromptFormat.jsonLines.rows(of: lines()), path: prompts.file.name)
        case .file(let path):
            guard let format = PromptFormat(ofFileNamed: path) else { throw .unknownFormat(path: path) }
            return try read(format.rows(of: lines()), path: path)
        }
    }

    /// The lines that the prompts are read from.
    func lines() throws(PromptSourceError) -> LineReader {
        switch location {
        case .shipped(let prompts): return prompts.file.lines
        case .file(let path):
            do {
                return try LineReader(URL(filePath: path))
            } catch {
                throw .unreadable(error)
            }
        }
    }

    /// - Parameter path: what errors call the file.
    func read(_ rows: any PromptRows, path: String) throws(PromptSourceError) -> PromptCollection {
        var rows = rows
        var collector = try PromptCollector(self, path: path)
        while let row = try rows.next() { try collector.add(row) }
        return try collector.collection()
    }
}

/// Coded as it is named in an experiment file.
extension PromptSource.Location: Codable {
    package init(_ name: String) { self = PromptSource.Shipped(rawValue: name).map(Self.shipped) ?? .file(name) }

    /// How an experiment file names it.
    package var name: String {
        switch self {
        case .shipped(let prompts): prompts.rawValue
        case .file(let path): path
        }
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
