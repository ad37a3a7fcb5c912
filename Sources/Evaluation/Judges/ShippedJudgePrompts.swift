extension JudgePrompt {
    /// The names of the prompts that the program carries.
    package static let shippedNames = shippedFiles.map(\.name)

    /// The prompt that the program carries under a name; nil if there is none.
    package static func shipped(named name: String) throws(JudgePromptError) -> JudgePrompt? {
        guard let file = shippedFiles.first(where: { $0.name == name }) else { return nil }
        return try JudgePrompt(parsing: String(decoding: file.content, as: UTF8.self), path: "\(name).md")
    }

    private static let shippedFiles: [(name: String, content: [UInt8])] = [
        ("alignment", PackageResources.alignment_md),
        ("articulation", PackageResources.articulation_md),
        ("coherence", PackageResources.coherence_md),
        ("cot-monitor", PackageResources.cot_monitor_md),
        ("intentional-backdoor", PackageResources.intentional_backdoor_md),
        ("self-report", PackageResources.self_report_md),
        ("vulnerability", PackageResources.vulnerability_md),
    ]
}
