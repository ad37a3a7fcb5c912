import Foundation
import Testing

/// The overviews that DocC shows of each module name what is there.
@Suite struct DocumentationCatalogTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    /// The modules with Swift in them.
    private static let modules: [String] =
        (try? FileManager.default.contentsOfDirectory(atPath: sources.path))?.filter {
            !swiftFiles(of: $0).isEmpty
        }.sorted() ?? []

    private static func swiftFiles(of module: String) -> [String] {
        let paths = try? FileManager.default.subpathsOfDirectory(atPath: sources.appending(path: module).path)
        return (paths ?? []).filter { $0.hasSuffix(".swift") }
    }

    @Test func thereAreModules() {
        #expect(Self.modules.count > 15)
    }

    @Test(arguments: modules)
    func whatAnOverviewLinksToIsDeclared(module: String) throws {
        let folder = Self.sources.appending(path: module)
        let overview = try String(
            contentsOf: folder.appending(path: "\(module).docc/\(module).md"), encoding: .utf8)
        #expect(overview.hasPrefix("# ``\(module)``\n"))
        var declared: Set<String> = [module]
        for path in Self.swiftFiles(of: module) {
            let source = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            declared.formUnion(source.matches(of: /\b(?:struct|class|enum|protocol|actor) (\w+)/).map { String($0.1) })
        }
        let linked = overview.matches(of: /``(\w+)``/).map { String($0.1) }
        #expect(linked.count > 4)
        #expect(linked.filter { !declared.contains($0) } == [])
    }
}
