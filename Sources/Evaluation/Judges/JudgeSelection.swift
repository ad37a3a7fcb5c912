/// Which samples a judge is asked about.
package enum JudgeSelection: Sendable, Hashable {
    case all
    /// Those in which the behavior fired.
    case fired
    /// Those to which an earlier judge, of this name, says yes.
    case judged(String)
}

/// Coded as an experiment file names it: `all`, `fired`, or the name of a judge.
extension JudgeSelection: RawRepresentable, Codable {
    package init(rawValue: String) {
        self =
            switch rawValue {
            case "all": .all
            case "fired": .fired
            default: .judged(rawValue)
            }
    }

    package var rawValue: String {
        switch self {
        case .all: "all"
        case .fired: "fired"
        case .judged(let name): name
        }
    }
}
