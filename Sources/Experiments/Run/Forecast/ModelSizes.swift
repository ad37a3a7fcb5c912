import Endpoints
import Foundation

/// The sizes of a run's models on this machine, each looked up once.
struct ModelSizes {
    private let run: RunContext
    private var sizes: [String: ModelSize?] = [:]
    /// Why a model cannot be used.
    private(set) var problems: [String] = []

    init(_ run: RunContext) {
        self.run = run
    }

    /// The size of a model; nil if it cannot be read.
    subscript(_ name: String) -> ModelSize? {
        mutating get {
            if let known = sizes[name] { return known }
            var size: ModelSize?
            do {
                let files = try run.models.files(of: name)
                do { size = try files.size() } catch { problems.append("\(error)") }
            } catch {
                // That the model is not there is found without its size.
            }
            sizes[name] = .some(size)
            return size
        }
    }

    /// `bf16` or `fp32`.
    func precision(of name: String) -> String? { try? run.models.identity(of: name).precision }

    /// What can become longer than a model was made for.
    mutating func tooLong(_ work: [Workload]) -> [String] {
        var problems: [String] = []
        for work in work {
            guard let computation = work.computation, computation.kind != .training, let size = self[computation.model],
                computation.longest > size.configuration.maximumPositions
            else { continue }
            problems.append(
                "\(computation.model): a prompt and its answer can come to \(computation.longest) tokens, but the model was made for "
                    + "\(size.configuration.maximumPositions): lower max-tokens")
        }
        return problems.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
