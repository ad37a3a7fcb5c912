import Foundation

/// Where the keys that endpoints name are found: the environment, then `.env` files.
///
/// Files are read only when a key is looked for that the environment does not hold.
package struct KeyRing: Sendable {
    private let environment: [String: String]
    private let files: [URL]

    /// - Parameter folders: where a `.env` may be, in the order of looking.
    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment, folders: [URL]
    ) {
        self.environment = environment
        var seen: Set<String> = []
        files = folders.map { $0.appending(path: ".env").standardizedFileURL.absoluteURL }
            .filter { seen.insert($0.path(percentEncoded: false)).inserted }
    }

    /// The keys of the environment, the working folder and the folder of an experiment file.
    package init(besides experimentFile: URL) {
        self.init(folders: [
            URL(filePath: FileManager.default.currentDirectoryPath), experimentFile.deletingLastPathComponent(),
        ])
    }

    /// The key of an endpoint, bound to its host; nil for an endpoint that names none.
    package func key(for endpoint: EndpointReference) throws -> APIKey? {
        guard let name = endpoint.key else { return nil }
        guard let url = URL(string: endpoint.url), let host = url.exactHost else {
            throw KeyRingError.noHost
        }
        guard isVariable(name) else { throw KeyRingError.noVariable }
        guard WellKnownKey.isAllowed(name, for: host) else {
            throw KeyRingError.foreignHost(name: name, host: host, domains: WellKnownKey.domains(of: name) ?? [])
        }
        let key = try APIKey(secret(name), name: name, for: url)
        _ = try key.authorization(for: url)
        return key
    }

    private func secret(_ name: String) throws -> String {
        if let value = environment[name].flatMap(filled) { return value }
        for file in files {
            if let value = try EnvironmentFile(file)?.values[name].flatMap(filled) { return value }
        }
        throw KeyRingError.missing(name: name, files: files.map { $0.path(percentEncoded: false) })
    }

    /// Keys pasted in place of a name have small letters or dashes; they must not be printed as names are.
    private func isVariable(_ name: String) -> Bool {
        name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
            && name.first.map { !$0.isNumber } == true
    }

    private func filled(_ value: String) -> String? {
        let value = value.trimmingCharacters(in: .whitespacesAndNewlines)
        return value.isEmpty ? nil : value
    }
}

/// Why an endpoint's key cannot be had.
package enum KeyRingError: Error, Sendable, Equatable, CustomStringConvertible {
    case missing(name: String, files: [String])
    /// A variable of a well-known service, named for an endpoint that is not of this service.
    case foreignHost(name: String, host: String, domains: [String])
    case noHost
    /// What stands in `key` is no name, perhaps the key itself.
    case noVariable

    package var description: String {
        switch self {
        case .missing(let name, let files):
            "there is no key \(name): set this environment variable, or write a line \(name)=… into "
                + files.joined(separator: " or ") + " (mode 0600)"
        case .foreignHost(let name, let host, let domains):
            "\(name) is for \(domains.joined(separator: ", ")) and was not sent to \(host): if that host shall have a key, "
                + "put it into a variable of another name, and name that one in 'key'"
        case .noHost: "an endpoint with a key names no host: expected a 'url' such as https://api.openai.com/v1"
        case .noVariable:
            "'key' holds the name of an environment variable, in capital letters, such as OPENAI_API_KEY; never the key itself"
        }
    }
}
