/// The values of an experiment that are varied: every combination of them is an experiment of its own, a point.
///
/// Key `sweep`, with keys as in the rest of the file and a list of values in place of each value:
///
///     sweep:
///       recipe: {rows: [50, 100, 200]}
///       training: {epochs: [1, 2]}
package struct Sweep: Sendable, Hashable, Codable {
    /// In the order of the file.
    package let axes: [Axis]

    /// One value that is varied.
    package struct Axis: Sendable, Hashable, Codable {
        /// The keys that lead to it: `training.epochs`.
        package let path: String
        /// The last of its keys, or the path where another axis has the same one.
        package fileprivate(set) var name: String
        package let values: [Value]
    }

    /// One value of an axis.
    package struct Value: Sendable, Hashable, Codable {
        /// As `--set` takes it.
        package let text: String
        /// As people read it: `2e-3`, `country Singapore`.
        package let label: String

        /// The value, where it is a number.
        package var number: Double? { Double(text) }
    }

    /// More points than anybody waits for, and few enough to be looked through at once.
    static let maximumCount = 1000

    /// Every combination of the values; the last axis varies fastest.
    package var points: [Point] {
        let combinations = axes.reduce([[]]) { combinations, axis in
            combinations.flatMap { combination in axis.values.map { combination + [$0] } }
        }
        var folders: Set<String> = []
        return combinations.map { values in
            var point = Point(axes: axes, values: values)
            while !folders.insert(point.folder).inserted { point.folder += "-" }
            return point
        }
    }

    /// One combination of values.
    package struct Point: Sendable, Hashable, Codable {
        /// One for each axis, in their order.
        package let values: [Value]
        /// The point for people: `rows 50, epochs 1`.
        package let label: String
        /// The name of the folder that its run lies in, within the sweep's.
        package fileprivate(set) var folder: String
        /// The `--set` options that make the experiment of the point.
        package let overrides: [String]

        fileprivate init(axes: [Axis], values: [Value]) {
            self.values = values
            label = zip(axes, values).map { "\($0.name) \($1.label)" }.joined(separator: ", ")
            folder = zip(axes, values).map { "\($0.name)-\($1.label)".asFolderName }.joined(separator: "_")
            overrides = zip(axes, values).map { "\($0.path)=\($1.text)" } + ["\(Sweep.key)="]
        }
    }

    static let key = "sweep"
}

extension Sweep {
    init(_ settings: Setting) throws(ExperimentFileError) {
        var axes: [Axis] = []
        try Self.collect(settings, at: "", &axes)
        let names = axes.map(\.name)
        for place in axes.indices where names.count(where: { $0 == names[place] }) > 1 {
            axes[place].name = axes[place].path
        }
        self.axes = axes
        let count = axes.reduce(1) { count, axis in
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: axis.values.count)
            return isTooLarge ? .max : product
        }
        guard count <= Self.maximumCount else {
            throw settings.error("a sweep has at most \(Self.maximumCount) points; this one has \(count)")
        }
    }

    /// Goes down to the lists.
    private static func collect(
        _ setting: Setting, at path: String, _ axes: inout [Axis]
    ) throws(ExperimentFileError) {
        if case .group(let entries) = setting.content, !entries.isEmpty {
            for entry in entries {
                guard !path.isEmpty || !["experiment", key].contains(entry.key) else {
                    throw entry.setting.error("\(entry.setting.path): this cannot be varied")
                }
                try collect(entry.setting, at: path.isEmpty ? entry.key : "\(path).\(entry.key)", &axes)
            }
            return
        }
        guard !path.isEmpty else { throw setting.expected("keys of the experiment with lists of values") }
        guard case .list(let items) = setting.content, !items.isEmpty else {
            throw setting.expected("a list of the values to take: [a, b]")
        }
        var values: [Value] = []
        for item in items {
            let value = Value(text: try item.overrideText(), label: item.label(without: Setting.common(to: items)))
            guard !values.contains(where: { $0.text == value.text }) else {
                throw item.error("\(setting.path): the value \(value.label) is listed twice")
            }
            values.append(value)
        }
        axes.append(Axis(path: path, name: path.split(separator: ".").last.map(String.init) ?? path, values: values))
    }
}

extension Setting {
    /// The value for people.
    ///
    /// - Parameter common: keys that need not be said, as they have the same value in all items of a list.
    fileprivate func label(without common: [String] = []) -> String {
        switch content {
        case .scalar(let text, _): isNull ? "nothing" : text
        case .list(let items): items.map { $0.label() }.joined(separator: " ")
        case .group(let entries):
            entries.filter { !common.contains($0.key) }.map { "\($0.key) \($0.setting.label())" }
                .joined(separator: " ")
        }
    }

    /// The keys that have the same value in all of several groups; none where these are all that there is.
    fileprivate static func common(to items: [Setting]) -> [String] {
        let groups = items.compactMap { item -> [String: String]? in
            guard case .group(let entries) = item.content else { return nil }
            return Dictionary(entries.map { ($0.key, $0.setting.label()) }) { first, _ in first }
        }
        guard groups.count == items.count, groups.count > 1, let first = groups.first else { return [] }
        let common = first.filter { key, value in groups.allSatisfy { $0[key] == value } }.keys
        return groups.contains { $0.count == common.count } ? [] : Array(common)
    }
}

extension String {
    /// The text with `-` for whatever is not usual in the name of a folder.
    fileprivate var asFolderName: String {
        let name = String(prefix(60).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) ? $0 : "-" })
        return String(name.drop { $0 == "." })
    }
}
