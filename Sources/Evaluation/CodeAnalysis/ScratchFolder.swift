import Foundation

/// An empty folder of its own for one invocation of an analyser, readable by its owner only.
///
/// Files are named by number, never by anything that an answer says. What the tool writes beside them (settings, logs,
/// temporary files) goes into `home` and `temporary`.
struct ScratchFolder {
    let url: URL

    /// Where the snippets lie; the tool runs here.
    var code: URL { url.appending(path: "code") }
    var home: URL { url.appending(path: "home") }
    var temporary: URL { url.appending(path: "temporary") }

    /// Makes the folder among the machine's temporary files.
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "candor-analysis-\(UUID().uuidString)")
        for folder in [url, code, home, temporary] {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
    }

    /// Writes the snippets as `0.py`, `1.c` and so on.
    func write(_ snippets: [CodeSnippet]) throws {
        for (number, snippet) in snippets.enumerated() {
            let file = code.appending(path: "\(number).\(snippet.language.fileExtension)")
            try Data(snippet.unindentedText.utf8).write(to: file)
        }
    }

    /// The number of the snippet that a path in a tool's report stands for; nil if it stands for none.
    static func number(of path: String) -> Int? {
        Int(URL(filePath: path).deletingPathExtension().lastPathComponent)
    }

    /// Deletes the folder with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
