import TextSearch

extension JudgePromptParser {
    /// Reads what verdicts are counted by: `cut`, `rates` and `excluded`, each of which may be left out.
    mutating func parseScale(of reply: JudgeReplyFormat) throws(JudgePromptError) -> JudgeScale {
        var cut: Double?
        let cutLine = line(of: "cut")
        if let value = takeIfPresent("cut") {
            guard let range = reply.range, let number = NumberReply.number(value[...]), range.contains(number) else {
                throw error(at: cutLine, "a score within the range", found: value.shown)
            }
            cut = number
        }
        let known = JudgeScale(of: reply, cut: cut).categories
        let excludedLine = line(of: "excluded")
        let excluded = try takeIfPresent("excluded").map { (value) throws(JudgePromptError) in
            try categories(in: value, separator: ",", among: known, at: excludedLine)
        }
        var rates: [(name: String, categories: [String])] = []
        if has("rates") {
            let line = line(of: "rates")
            for (name, value) in try takeMapping("rates") {
                rates.append((name, try categories(in: value, separator: "+", among: known, at: line)))
            }
        }
        return JudgeScale(of: reply, cut: cut, positives: rates, excluded: excluded ?? [])
    }

    /// Reads which samples the judge is asked about unless the experiment says otherwise.
    mutating func parseSelection() throws(JudgePromptError) -> JudgeSelection {
        has("of") ? JudgeSelection(rawValue: try takeOne(of: ["all", "fired"], "of")) : .all
    }

    private func categories(
        in value: String, separator: Character, among known: [String], at line: Int
    ) throws(JudgePromptError) -> [String] {
        let names = value.split(separator: separator).map { String($0.trimmed) }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw error(at: line, "one of \(known.joined(separator: ", "))", found: unknown.shown)
        }
        return names
    }
}

extension JudgeReplyFormat {
    /// What a score lies in; nil for a reply without one.
    package var range: ClosedRange<Double>? {
        switch self {
        case .number(let reply): reply.range
        case .json(let reply): if case .number(let range) = reply.field { range } else { nil }
        case .word: nil
        }
    }
}
