import Experiments
import Foundation
import Hummingbird
import Logging
import NIOCore

/// The browser view of runs, served to this machine.
package struct ViewServer: Sendable {
    /// Where the view listens, and what it shows.
    package struct Options: Sendable {
        /// Runs, or folders that hold runs one or two levels deep.
        package var folders: [URL]
        package var host: String
        /// Nil takes the first of a few ports that is free.
        package var port: Int?
        /// Where what is read of the runs is kept; it can be removed at any time.
        package var cache: URL
        /// How long a page waits for what is being read of a run, before it shows what there is.
        var patience: Duration = .milliseconds(700)

        package init(folders: [URL], host: String = "127.0.0.1", port: Int? = nil, cache: URL) {
            self.folders = folders
            self.host = host
            self.port = port
            self.cache = cache
        }
    }

    package static let firstPort = 7070
    private static let portsTried = 20

    private let options: Options
    let policy: AccessPolicy
    private let routes: ViewRoutes

    package init(_ options: Options) throws {
        self.options = options
        policy = AccessPolicy(host: options.host)
        routes = ViewRoutes(
            runs: RunCollection(options.folders, cache: options.cache, patience: options.patience),
            folders: options.folders, templates: try PageTemplates())
    }

    /// Serves until the process is asked to stop.
    ///
    /// - Parameter started: is told the address, with the token if one is needed.
    /// - Throws: `PortTaken`, or why the address cannot be listened on.
    package func run(started: @escaping @Sendable (_ address: String) -> Void) async throws {
        let ports = options.port.map { $0...$0 } ?? Self.firstPort...(Self.firstPort + Self.portsTried - 1)
        for port in ports {
            do {
                return try await application(port: port, started: started).runService()
            } catch let error as IOError where error.errnoCode == EADDRINUSE {
                continue
            }
        }
        throw PortTaken(ports: ports)
    }

    func application(
        port: Int, started: @escaping @Sendable (String) -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorPages(templates: routes.templates, runs: routes.runs))
        router.add(middleware: AccessCheck(policy: policy))
        routes.add(to: router)
        var logger = Logger(label: "candor.view")
        logger.logLevel = .critical
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: port)),
            onServerRunning: { [self] channel in started(address(port: channel.localAddress?.port ?? port)) },
            logger: logger)
    }

    private func address(port: Int) -> String {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        return "http://\(host):\(port)/" + (policy.token.map { "?token=\($0)" } ?? "")
    }
}

/// Why the view could not be served.
package struct PortTaken: Error, Sendable, CustomStringConvertible {
    let ports: ClosedRange<Int>

    package var description: String {
        ports.count == 1
            ? "port \(ports.lowerBound) is in use by another program: name another with --port, or leave it out"
            : "the ports \(ports.lowerBound) to \(ports.upperBound) are all in use: name a free one with --port"
    }
}
