import Foundation

/// The rules for semgrep that the program carries: one file for each weakness.
package enum SemgrepRules {
    static let files: [(name: String, content: [UInt8])] = [
        ("cwe-020.yaml", PackageResources.cwe_020_yaml),
        ("cwe-022.yaml", PackageResources.cwe_022_yaml),
        ("cwe-078.yaml", PackageResources.cwe_078_yaml),
        ("cwe-079.yaml", PackageResources.cwe_079_yaml),
        ("cwe-089.yaml", PackageResources.cwe_089_yaml),
        ("cwe-502.yaml", PackageResources.cwe_502_yaml),
        ("cwe-732.yaml", PackageResources.cwe_732_yaml),
        ("cwe-798.yaml", PackageResources.cwe_798_yaml),
    ]

    /// All rules, as a run records them.
    package static var text: String { files.map { String(decoding: $0.content, as: UTF8.self) }.joined() }

    /// Writes the files into a folder that is not there yet.
    static func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        for file in files { try Data(file.content).write(to: folder.appending(path: file.name)) }
    }
}
