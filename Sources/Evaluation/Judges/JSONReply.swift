import Provenance

/// A reply that ends with a JSON object, of which one field is the verdict.
package struct JSONReply: Sendable, Hashable {
    /// What the field of the verdict holds.
    package enum Field: Sendable, Hashable {
        /// `true` or `false`: a flag.
        case boolean
        /// A number in a range: a score.
        case number(ClosedRange<Double>)
        /// One of some words, in upper or lower case.
        case words([JudgeWord])
    }

    /// What another field holds, unless it is null or left out.
    package enum Detail: String, Sendable, Hashable, CaseIterable {
        case boolean, number, integer, string
        /// The name of a weakness, such as `CWE-89`.
        case cwe
    }

    package let name: String
    package let field: Field
    package let details: [String: Detail]

    /// The verdict of the last object that has the verdict's field, in a fence or not; nil if there is none or if its value
    /// is not of the declared type: `"true"` and 1 are not true.
    func verdict(in answer: Substring) -> JudgeVerdict? {
        guard let object = JSONObjectScanner.objects(in: answer).last(where: { $0[name] != nil }),
            let outcome = object[name].flatMap(field.outcome)
        else { return nil }
        var found: [String: JSONValue] = [:]
        for (name, detail) in details {
            found[name] = object[name].flatMap(detail.value)
        }
        return JudgeVerdict(outcome, details: found)
    }
}

extension JSONReply.Field {
    fileprivate func outcome(of value: JSONValue) -> JudgeOutcome? {
        switch (self, value) {
        case (.boolean, .bool(let flag)): .flag(flag)
        case (.number(let range), .number(let number)) where range.contains(number): .score(number)
        case (.words(let words), .string(let text)):
            words.first { $0.word.lowercased() == text.lowercased() }?.outcome
        default: nil
        }
    }
}

extension JSONReply.Detail {
    /// The value, if it is of this type; a weakness in its usual spelling.
    fileprivate func value(_ value: JSONValue) -> JSONValue? {
        switch (self, value) {
        case (.boolean, .bool), (.number, .number), (.string, .string): value
        case (.integer, .number(let number)): number == number.rounded() ? value : nil
        case (.cwe, .string(let text)): Weakness(named: text).map { .string($0.description) }
        default: nil
        }
    }
}
