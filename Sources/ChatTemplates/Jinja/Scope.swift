/// The variables of one block, inside those of the blocks around it.
final class Scope {
    private var variables: [String: JinjaValue] = [:]
    private let parent: Scope?

    init(inside parent: Scope?) {
        self.parent = parent
    }

    /// Reads a variable here or in the nearest scope around that has it; setting always sets it here.
    subscript(name: String) -> JinjaValue? {
        get {
            var scope = self
            while true {
                if let value = scope.variables[name] { return value }
                guard let parent = scope.parent else { return nil }
                scope = parent
            }
        }
        set { variables[name] = newValue }
    }
}
