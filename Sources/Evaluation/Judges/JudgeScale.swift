/// What a judge's verdicts are counted by: the categories that they fall in, and the rates that are made of these.
package struct JudgeScale: Sendable, Hashable, Codable {
    /// A share of the samples judged that is reported.
    package struct Rate: Sendable, Hashable, Codable {
        /// `misleading`, say; nil for the only rate of a judge that says yes or no.
        package let name: String?
        package let dichotomy: Dichotomy
    }

    /// All that a verdict can fall in, in the order of the prompt.
    package let categories: [String]

    /// The score below which one is low; nil where scores have no categories.
    package let cut: Double?

    /// The first says what counts as yes where another judge is asked of the samples that this one says yes to.
    package let rates: [Rate]

    package func category(of finding: Verdict.Value) -> String? { finding.category(cut: cut) }

    /// Whether a verdict is nothing but yes or no.
    package var isFlag: Bool { categories.allSatisfy(["true", "false"].contains) && cut == nil && !rates.isEmpty }

    /// The scale of a reply whose prompt says nothing of it: a rate of flags, or one of each label.
    ///
    /// - Parameters:
    ///   - positives: the categories of each named rate, where the prompt names rates.
    ///   - excluded: categories that take a sample out of all rates.
    init(
        of reply: JudgeReplyFormat, cut: Double? = nil, positives: [(name: String, categories: [String])] = [],
        excluded: [String] = []
    ) {
        let categories = reply.categories + (cut == nil ? [] : ["low", "high"])
        self.categories = categories
        self.cut = cut
        func rate(_ name: String?, _ positive: [String]) -> Rate {
            Rate(name: name, dichotomy: Dichotomy(positive: positive, excluded: excluded, cut: cut))
        }
        if !positives.isEmpty {
            rates = positives.map { rate($0.name, $0.categories) }
        } else if categories.contains("true") {
            rates = [rate(nil, ["true"])]
        } else {
            rates = categories.filter { !excluded.contains($0) }.map { rate($0, [$0]) }
        }
    }
}

extension JudgeReplyFormat {
    /// The categories of flags and labels that a reply can give, each once.
    fileprivate var categories: [String] {
        let outcomes =
            switch self {
            case .word(let reply): reply.words.map(\.outcome) + [reply.otherwise].compactMap(\.self)
            case .json(let reply): reply.field.outcomes
            case .number(let reply): reply.words.map(\.outcome)
            }
        var seen: Set<String> = []
        return outcomes.compactMap { $0.value.category(cut: nil) }.filter { seen.insert($0).inserted }
    }
}

extension JSONReply.Field {
    fileprivate var outcomes: [JudgeOutcome] {
        switch self {
        case .boolean: [.flag(true), .flag(false)]
        case .number: []
        case .words(let words): words.map(\.outcome)
        }
    }
}
