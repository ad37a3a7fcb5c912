import Foundation

/// The settings of a LoRA adapter (Hu et al. 2021), as in PEFT's `adapter_config.json`.
package struct AdapterConfiguration: Sendable, Hashable {
    package var rank: Int
    package var alpha: Double
    package var dropout: Double
    /// Whether updates are scaled by `alpha / √rank` (rank-stabilised LoRA) and not by `alpha / rank`.
    package var isRankStabilized: Bool
    package var targets: Targets
    /// Ranks of the modules whose path ends in a match of the pattern.
    package var rankPatterns: [String: Int]
    /// Alphas of the modules whose path ends in a match of the pattern.
    package var alphaPatterns: [String: Double]
    /// The name or path of the model that the adapter was made for.
    package var baseModel: String?

    package init(
        rank: Int, alpha: Double, dropout: Double = 0, isRankStabilized: Bool = false, targets: Targets = .allLinear,
        rankPatterns: [String: Int] = [:], alphaPatterns: [String: Double] = [:], baseModel: String? = nil
    ) {
        self.rank = rank
        self.alpha = alpha
        self.dropout = dropout
        self.isRankStabilized = isRankStabilized
        self.targets = targets
        self.rankPatterns = rankPatterns
        self.alphaPatterns = alphaPatterns
        self.baseModel = baseModel
    }

    /// Which linear layers carry an update.
    package enum Targets: Sendable, Hashable {
        /// Every linear layer but the output projection.
        case allLinear
        /// Modules whose path is, or ends in, one of these names.
        case modules([String])
        /// Modules whose whole path matches this regular expression.
        case expression(String)
    }

    /// The rank and scale of the module `path`; nil when it carries no update.
    func update(of path: String) throws(AdapterError) -> (rank: Int, scale: Double)? {
        guard try targets.contain(path) else { return nil }
        let rank = try Self.value(in: rankPatterns, for: path) ?? rank
        let alpha = try Self.value(in: alphaPatterns, for: path) ?? alpha
        guard rank > 0 else { throw AdapterError("the rank of '\(path)' is \(rank); it must be at least 1") }
        return (rank, alpha / (isRankStabilized ? Double(rank).squareRoot() : Double(rank)))
    }

    private static func value<Value: Equatable>(
        in patterns: [String: Value], for path: String
    ) throws(AdapterError) -> Value? {
        var found: Value?
        for (pattern, value) in patterns {
            guard try path.matches("(.*\\.)?(\(pattern))") else { continue }
            if let found, found != value {
                throw AdapterError("several patterns with different values match '\(path)'; make them distinct")
            }
            found = value
        }
        return found
    }
}

extension AdapterConfiguration.Targets {
    func contain(_ path: String) throws(AdapterError) -> Bool {
        switch self {
        case .allLinear: path != ParameterNames.head
        case .modules(let names): names.contains { path == $0 || path.hasSuffix("." + $0) }
        case .expression(let expression): try path.matches(expression)
        }
    }
}

extension String {
    fileprivate func matches(_ expression: String) throws(AdapterError) -> Bool {
        guard let regex = try? Regex(expression) else {
            throw AdapterError("'\(expression)' is not a regular expression")
        }
        return wholeMatch(of: regex) != nil
    }
}

/// Why an adapter cannot be made, read or applied.
package struct AdapterError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
