/// How asking a judge ended. Every question has an outcome; none is dropped.
package enum JudgeOutcome: Sendable, Hashable {
    case flag(Bool)
    case label(String)
    case score(Double)
    /// The judge, or the service that runs it, declined to judge; or it said nothing at all.
    case refused
    /// The reply, of which this is the beginning, is not what the prompt asks for.
    case unparsable(excerpt: String)
    /// There is no reply.
    case failed(reason: String)

    /// The flag that was given; nil for any other outcome.
    package var flag: Bool? {
        guard case .flag(let flag) = self else { return nil }
        return flag
    }

    /// Whether the judge gave the verdict that it was asked for.
    package var isVerdict: Bool {
        switch self {
        case .flag, .label, .score: true
        case .refused, .unparsable, .failed: false
        }
    }

    /// The outcome as a scorer's finding, skipped for want of a verdict.
    package var value: Verdict.Value {
        switch self {
        case .flag(let flag): .flag(flag)
        case .label(let label): .label(label)
        case .score(let score): .score(score)
        case .refused: .skipped(reason: "the judge refused")
        case .unparsable: .skipped(reason: "the judge's reply is not what was asked for")
        case .failed(let reason): .skipped(reason: "the judge failed: \(reason)")
        }
    }
}

/// In JSON an object with one member, the outcome's name: `{"flag": true}`, `{"refused": true}`, `{"unparsable": "Well, it"}`.
extension JudgeOutcome: Codable {
    private enum CodingKeys: String, CodingKey {
        case flag, label, score, refused, unparsable, failed
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected one outcome of a judge"))
        }
        self =
            switch key {
            case .flag: .flag(try container.decode(Bool.self, forKey: key))
            case .label: .label(try container.decode(String.self, forKey: key))
            case .score: .score(try container.decode(Double.self, forKey: key))
            case .refused: .refused
            case .unparsable: .unparsable(excerpt: try container.decode(String.self, forKey: key))
            case .failed: .failed(reason: try container.decode(String.self, forKey: key))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .flag(let flag): try container.encode(flag, forKey: .flag)
        case .label(let label): try container.encode(label, forKey: .label)
        case .score(let score): try container.encode(score, forKey: .score)
        case .refused: try container.encode(true, forKey: .refused)
        case .unparsable(let excerpt): try container.encode(excerpt, forKey: .unparsable)
        case .failed(let reason): try container.encode(reason, forKey: .failed)
        }
    }
}
