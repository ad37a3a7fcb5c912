import Experiments
import Foundation

/// The runs that are served, by the names that they have in addresses.
actor RunCollection {
    private let folders: [URL]
    private var runs: [String: ViewedRun] = [:]
    /// By the run's folder, so that a name stays with its run.
    private var names: [String: String] = [:]
    private let cache: URL
    private let patience: Duration

    /// - Parameters:
    ///   - folders: runs, or folders that hold runs, one or two levels deep.
    ///   - cache: where what is read of the runs is kept.
    ///   - patience: how long a page waits for what is being read.
    init(_ folders: [URL], cache: URL, patience: Duration) {
        self.folders = folders.map(\.standardizedFileURL)
        self.cache = cache
        self.patience = patience
    }

    /// All runs that are there now, in the order of the folders and of their names.
    func all() -> [ViewedRun] { folders.flatMap { Self.runs(in: $0) }.uniqued().map(run(at:)) }

    /// The run with the given name; looks for new ones where none is known by it.
    func run(named name: String) throws(ViewError) -> ViewedRun {
        if runs[name] == nil { _ = all() }
        guard let run = runs[name], run.exists else { throw .noRun(name) }
        return run
    }

    private func run(at folder: URL) -> ViewedRun {
        let path = folder.identity
        if let name = names[path], let run = runs[name] { return run }
        let name = freeName(for: folder.lastPathComponent)
        let run = ViewedRun(name: name, directory: RunDirectory(folder), cache: cache, patience: patience)
        names[path] = name
        runs[name] = run
        return run
    }

    /// The folder's name as it can stand in an address, with -2, -3 for namesakes.
    private func freeName(for folder: String) -> String {
        let safe = String(folder.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
        let trimmed = String(safe.drop { $0 == "." })
        let name = trimmed.isEmpty ? "run" : trimmed
        var (candidate, number) = (name, 1)
        while runs[candidate] != nil {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }

    private static func runs(in folder: URL, depth: Int = 2) -> [URL] {
        if isRun(folder) { return [folder] }
        guard depth > 0,
            let entries = try? FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles)
        else { return [] }
        return entries.sorted { $0.lastPathComponent < $1.lastPathComponent }.flatMap { entry in
            entry.hasDirectoryPath ? runs(in: entry.standardizedFileURL, depth: depth - 1) : []
        }
    }

    /// Whether the manifest is there, and a file.
    private static func isRun(_ folder: URL) -> Bool {
        var isFolder: ObjCBool = false
        let path = RunDirectory(folder).file(RunManifest.file).path(percentEncoded: false)
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}

extension [URL] {
    fileprivate func uniqued() -> [URL] {
        var seen: Set<String> = []
        return filter { seen.insert($0.identity).inserted }
    }
}

extension URL {
    /// The same however the folder was named.
    fileprivate var identity: String { resolvingSymlinksInPath().path }
}
